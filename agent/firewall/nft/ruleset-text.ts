import type { NftChain, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { priorityText } from './chain-words.ts'
import type { Writing } from './data-types.ts'
import { flowtableLines, objectLines, setLines } from './objects-text.ts'
import { indexOf, isListed, lineOf, ruleForms, writingIn } from './rule-forms.ts'
import type { TableIndex } from './rule-state.ts'
import type { Surroundings } from './surroundings.ts'
import { visible } from './visible-text.ts'

const block = (head: string, handle: Count, lines: readonly string[]): readonly string[] => [
  `\t${visible(head)} { # handle ${handle}`,
  ...lines.map((line) => `\t\t${line}`),
  '\t}',
]

const deviceWords = (devices: readonly string[]): string => {
  const [device] = devices
  if (device === undefined) return ''
  return devices.length === 1 ? ` device "${visible(device)}"` : ` devices = { ${devices.map(visible).join(', ')} }`
}

const baseLine = ({ family }: NftTable, { base, flags }: NftChain): readonly string[] => {
  if (base === null) return []
  const { type, hook, devices, priority, policy } = base
  const where = `type ${type} hook ${hook}${deviceWords(devices)} priority ${priorityText(family, hook, priority)};`
  return [`${where} policy ${policy};${flags.includes('hw-offload') ? ' flags offload;' : ''}`]
}

const chainLines = (index: TableIndex, chain: NftChain, writing: Writing): readonly string[] => [
  ...(chain.comment === undefined ? [] : [`comment "${visible(chain.comment)}"`]),
  ...baseLine(index.table, chain),
  ...chain.rules.map((rule) => `${lineOf(rule, ruleForms(index, rule, writing))} # handle ${rule.handle}`),
]

const tableText = (table: NftTable, writing: Writing): string => {
  const { family, name, handle, flags, comment, objects, sets, flowtables, chains } = table
  const index = indexOf(table)
  const named = sets.filter((set) => !set.flags.includes('anonymous'))
  const blocks = [
    ...objects.map((object) => {
      const kind = object.data.kind === 'other' ? object.data.type : object.data.kind
      return block(`${kind} ${object.name}`, object.handle, objectLines(object))
    }),
    ...named.map((set) => {
      const { kind, lines } = setLines(set, writing)
      return block(`${kind} ${set.name}`, set.handle, lines)
    }),
    ...flowtables.map((flowtable) =>
      block(
        `flowtable ${flowtable.name}`,
        flowtable.handle,
        flowtableLines(flowtable, priorityText('netdev', flowtable.hook, flowtable.priority)),
      ),
    ),
    ...chains
      .filter(isListed)
      .map((chain) => block(`chain ${chain.name}`, chain.handle, chainLines(index, chain, writing))),
  ].map((lines) => lines.join('\n'))
  const flagLine = flags.length === 0 ? [] : [`\tflags ${flags.join(',')}`]
  const head = [
    `table ${family} ${visible(name)} { # handle ${handle}`,
    ...flagLine,
    ...(comment === undefined ? [] : [`\tcomment "${visible(comment)}"`]),
  ]
  const gap = flagLine.length > 0 && blocks.length > 0 ? '\n' : ''
  return `${head.join('\n')}\n${gap}${blocks.length === 0 ? '' : `${blocks.join('\n\n')}\n`}}\n`
}

/** What `nft -a list ruleset` writes. */
export const rulesetText = (tables: readonly NftTable[], surroundings: Surroundings): string => {
  const writing = writingIn(surroundings)
  return tables.map((table) => tableText(table, writing)).join('')
}
