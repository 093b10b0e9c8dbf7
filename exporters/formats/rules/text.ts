import type { FirewallChain, FirewallRule, FirewallTable, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { paint } from '../tree/paint.ts'
import { type Part, type Style, say, widthOf } from '../tree/row.ts'
import { wrap } from '../tree/wrap.ts'

export interface TextOptions {
  /** ANSI colours. */
  readonly color: boolean
  /** Width in characters; 120 if not said. */
  readonly columns?: number | undefined
}

const usualColumns = 120

/** Rules for people: each chain with who calls it and who made it, each rule with its counters and what it is for. */
export const rulesText = (rulesets: readonly Ruleset[], options: TextOptions): string =>
  `${rulesets.map((ruleset) => rulesetLines(ruleset, options).join('\n')).join('\n\n')}\n`

type Draw = (parts: readonly Part[], indent: number) => string[]

const rulesetLines = (ruleset: Ruleset, { color, columns = usualColumns }: TextOptions): string[] => {
  const draw: Draw = (parts, indent) => {
    const margin = say(' '.repeat(indent))
    const lines = wrap(parts, { columns, first: indent, next: indent })
    return lines.map((line) => paint([...(indent === 0 ? [] : margin), ...line], color))
  }
  return [
    ...draw([say(ruleset.title, 'strong'), say(ruleset.netns, 'dim')], 0),
    ...(ruleset.mixed ? draw([say(mixedWords, 'doubtful')], 0) : []),
    ...(ruleset.tables.length === 0 ? draw([say('no rules')], 2) : []),
    ...ruleset.tables.flatMap((table) => tableLines(table, draw)),
  ]
}

const mixedWords = '! iptables-legacy and nf_tables both hold rules here: a packet has to pass both.'

const tableLines = (table: FirewallTable, draw: Draw): string[] => {
  const { backend, family, name, writer, chains } = table
  const head = [
    say(`${family} ${name}`, 'strong'),
    say(backend),
    say(writer === null ? '' : `of ${writer}`),
    say(objectWords(table)),
  ]
  return ['', ...draw(head, 0), ...chains.flatMap((chain) => chainLines(chain, draw))]
}

/** How many sets and the like the table has beside its chains. */
const objectWords = ({ objects }: FirewallTable): string => {
  const kinds = Map.groupBy(objects, (object) => Object.keys(object as object)[0] ?? 'object')
  return [...kinds].map(([kind, { length }]) => `${length} ${kind}${length === 1 ? '' : 's'}`).join(', ')
}

const chainLines = (chain: FirewallChain, draw: Draw): string[] => {
  const { name, base, callers, writer, about, rules } = chain
  const head = [
    say(name, 'strong'),
    say(base === null ? '' : `at ${base.hook}, ${base.type} ${base.priority}`),
    ...(base?.policy ? [say(`policy ${base.policy}`, effectStyle(base.policy))] : []),
    say(base === null ? '' : countsText(base)),
    say(base === null || base.devices.length === 0 ? '' : `on ${base.devices.join(', ')}`),
    say(base === null ? calledText(callers) : ''),
    say(writer ?? '', 'dim'),
    say(about ?? '', 'dim'),
  ]
  const widths = columnsOf(rules)
  return [...draw(head, 2), ...rules.flatMap((rule) => draw(ruleParts(rule, widths), 4))]
}

const calledText = (callers: FirewallChain['callers']): string => {
  if (callers.length === 0) return 'called by nobody'
  const byChain = Map.groupBy(callers, ({ chain }) => chain)
  const words = [...byChain].map(([chain, uses]) => `${chain} ${uses.map(({ rule }) => `#${rule}`).join(' ')}`)
  return `called by ${words.join(', ')}`
}

interface Widths {
  readonly number: number
  readonly packets: number
  readonly bytes: number
}

const columnsOf = (rules: readonly FirewallRule[]): Widths => {
  const widest = (read: (rule: FirewallRule) => Count | null): number =>
    Math.max(1, ...rules.map((rule) => countText(read(rule)).length))
  return {
    number: widest(({ number }) => number),
    packets: widest(({ packets }) => packets),
    bytes: widest(({ bytes }) => bytes),
  }
}

/** The counters and the number stand in columns before the text, so that they can be read downwards. */
const ruleParts = (rule: FirewallRule, widths: Widths): Part[] => {
  const counts = `${countText(rule.packets).padStart(widths.packets)} ${countText(rule.bytes).padStart(widths.bytes)}`
  const left = say(`${`${rule.number}`.padStart(widths.number)}  ${counts}`)
  const note = [rule.writer ?? '', rule.meaning ?? ''].filter((word) => word !== '').join(': ')
  return [
    widthOf(left) === 0 ? [] : left,
    say(rule.text, effectStyle(rule.effect), longestRule),
    say(note === '' ? '' : `# ${note}`, 'dim'),
  ]
}

/** A rule is never cut in the text of rules. */
const longestRule = 100_000

const countText = (value: Count | null): string => (value === null ? '-' : `${value}`)

const countsText = ({ packets, bytes }: { packets: Count | null; bytes: Count | null }): string =>
  packets === null || bytes === null ? '' : `${packets} packets, ${bytes} bytes`

const effectStyle = (effect: string): Style => {
  if (effect === 'drop' || effect === 'reject') return 'broken'
  return effect === 'other' ? 'doubtful' : 'plain'
}
