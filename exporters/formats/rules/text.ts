import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { fewOf } from '../tree/few-of.ts'
import { type Part, type Style, say, widthOf } from '../tree/row.ts'
import { inPacketOrder } from './chain-order.ts'
import { type HeldSet, ipsetWords, nftObjectWords } from './held-set.ts'
import { type Line, linesOf } from './lines.ts'
import { ruleGroups } from './rule-groups.ts'

export interface TextOptions {
  /** ANSI colours. */
  readonly color: boolean
  /** Width in characters; if not said, no line is broken: a program reads it. */
  readonly columns?: number | undefined
}

/** Rules for people: each chain with who calls it and who made it, each rule with its counters and what it is for. */
export const rulesText = (
  rulesets: readonly Ruleset[],
  { color, columns = Number.POSITIVE_INFINITY }: TextOptions,
): string => {
  const blocks = rulesets.map((ruleset) => rulesetLines(ruleset).flatMap((line) => linesOf({ columns, color }, line)))
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const blank: Line = { indent: 0, parts: [] }
const legend = 'rules: number, packets, bytes, text  # writer: what it is for'

const rulesetLines = ({ title, netns, mixed, tables, sets }: Ruleset): readonly Line[] => [
  { indent: 0, parts: [say(title, 'strong'), say(netns, 'dim')] },
  ...(mixed ? [{ indent: 0, parts: [say(mixedWords, 'doubtful')] }] : []),
  { indent: 2, parts: [tables.length === 0 ? say('no rules') : say(legend, 'dim')] },
  ...tables.flatMap((table) => [blank, ...tableLines(table)]),
  ...(sets.length === 0 ? [] : [blank, ...sets.flatMap((set) => setLines(ipsetWords(set), 0))]),
]

const mixedWords = '! iptables-legacy and nf_tables both hold rules here: a packet has to pass both.'

const tableLines = ({ backend, family, name, writer, chains, objects }: FirewallTable): readonly Line[] => {
  const widths = widthsOf(chains.flatMap(({ rules }) => rules))
  return [
    { indent: 0, parts: [say(`${family} ${name}`, 'strong'), say(backend)], note: noteOf(writer, null) },
    ...objects.flatMap((object) => setLines(nftObjectWords(object), 2)),
    ...inPacketOrder(chains).flatMap((chain) => [
      chainLine(chain, backend),
      ...chain.rules.map((rule) => ruleLine(rule, widths)),
    ]),
  ]
}

const setLines = ({ head: [name = '', ...about], members, leftOut }: HeldSet, indent: number): readonly Line[] => {
  const shown = members.map((member) => say(member))
  const more = leftOut === 0 ? [] : [say(`and ${leftOut} more`)]
  return [
    { indent, parts: [say(name, 'strong'), ...about.map((word) => say(word))] },
    ...(members.length === 0 ? [] : [{ indent: indent + 4, parts: [...shown, ...more], hanging: 0 }]),
  ]
}

const chainLine = ({ name, base, callers, writer, about }: FirewallChain, backend: FirewallTable['backend']): Line => {
  // The type of chains in tables of iptables is that of their table.
  const type = backend === 'nftables' && base !== null ? `type ${base.type}, ` : ''
  const place =
    base === null
      ? [say(calledBy(callers))]
      : [
          say(`at ${base.hook}, ${type}priority ${base.priority}`),
          say(base.devices.length === 0 ? '' : `on ${base.devices.join(', ')}`),
          base.policy === null ? [] : say(`policy ${base.policy}`, styleOf(base.policy)),
          say(base.packets === null ? '' : `${base.packets} packets, ${base.bytes} bytes`),
        ]
  return { indent: 2, parts: [say(name, 'strong'), ...place], hanging: 4, note: noteOf(writer, about) }
}

/** Rules that are named of those that lead to a chain: one may be called by thousands. */
const mostCallers = 8

const calledBy = (callers: FirewallChain['callers']): string => {
  if (callers.length === 0) return 'called by nobody'
  const words = callers.map(({ chain, rule }, at) =>
    callers[at - 1]?.chain === chain ? `#${rule}` : `${chain} #${rule}`,
  )
  return `called by ${fewOf(words, mostCallers)}`
}

interface Widths {
  readonly number: number
  /** Zero where no rule counts. */
  readonly packets: number
  readonly bytes: number
}

const widthsOf = (rules: readonly FirewallRule[]): Widths => {
  const widest = (read: (rule: FirewallRule) => Count | null): number =>
    rules.reduce((width, rule) => Math.max(width, `${read(rule) ?? ''}`.length), 0)
  return {
    number: widest(({ number }) => number),
    packets: widest(({ packets }) => packets),
    bytes: widest(({ bytes }) => bytes),
  }
}

/** The number and the counters stand in columns before the text, so that they can be read downwards. */
const ruleLine = ({ number, packets, bytes, text, effect, writer, meaning }: FirewallRule, width: Widths): Line => {
  const counts = width.packets === 0 ? [] : [`${column(packets, width.packets)} ${column(bytes, width.bytes)}`]
  // Columns are two spaces apart, words one.
  const left = say(`${[column(number, width.number), ...counts].join('  ')} `)
  const groups = ruleGroups(text).map((group) => say(group, isVerdict(group) ? styleOf(effect) : 'plain', longestRule))
  return { indent: 4, parts: [left, ...groups], gap: 1, hanging: widthOf(left) + 1, note: noteOf(writer, meaning) }
}

const column = (value: Count | null, width: number): string => `${value ?? '-'}`.padStart(width)

/** A rule is never cut. */
const longestRule = 100_000

const noteOf = (writer: string | null, words: string | null): Part => {
  const said = [writer, words].filter((word) => word !== null).join(': ')
  return say(said === '' ? '' : `# ${said}`, 'dim')
}

/** The words of a rule that say what becomes of the packet. */
const isVerdict = (group: string): boolean => /^(-[jg] |(accept|drop|reject|return|jump|goto)$)/.test(group)

const styleOf = (effect: string): Style => {
  if (effect === 'drop' || effect === 'reject') return 'broken'
  if (effect === 'accept') return 'good'
  return effect === 'other' ? 'doubtful' : 'plain'
}
