import type { NftFlowtable, NftObject, NftSet } from '../../../collectors/netfilter/nftables/record.ts'
import type { Writing } from './data-types.ts'
import type { Element } from './expression-tree.ts'
import { l3Name, policyOf, protocolName } from './object-words.ts'
import { declarationOf } from './set-declaration.ts'
import { inUnits, limitWords, statefulStatement } from './stateful-statements.ts'
import { durationText } from './time-text.ts'
import { statementText, textWriter, type WriteText } from './tree-text.ts'
import { visible } from './visible-text.ts'

/** Elements that stand on one line, by the type of the key; of all others one. */
const perLine: { readonly [type: string]: number } = {
  nf_proto: 5,
  integer: 5,
  arp_op: 5,
  inet_proto: 5,
  inet_service: 5,
  tcp_flag: 5,
  dccp_pkttype: 5,
  mark: 5,
  iface_index: 5,
  classid: 5,
  uid: 5,
  gid: 5,
  ct_dir: 5,
  ipv4_addr: 2,
  ct_state: 2,
  ct_status: 2,
  pkt_type: 2,
}

const elementLines = (elements: readonly Element[], types: readonly string[], write: WriteText): string => {
  const width = types.length === 1 ? (perLine[types[0] ?? ''] ?? 1) : 1
  return elements
    .map(write)
    .map((text, at) => (at === 0 ? text : at % width === 0 ? `,\n\t\t\t     ${text}` : `, ${text}`))
    .join('')
}

const setFlags = [
  ['constant', 'constant'],
  ['eval', 'dynamic'],
  ['interval', 'interval'],
  ['timeout', 'timeout'],
] as const

const flagLine = ({ flags, timeoutMs = 0 }: NftSet): readonly string[] => {
  const words = setFlags.filter(([flag]) => flags.includes(flag)).map(([, word]) => word)
  // A set with a time for all elements has the flag without saying.
  const implied = words.length === 1 && words[0] === 'timeout' && timeoutMs !== 0
  return words.length === 0 || implied ? [] : [`flags ${words.join(',')}`]
}

const time = (name: string, milliseconds: NftSet['timeoutMs']): readonly string[] =>
  milliseconds === undefined || milliseconds === 0 ? [] : [`${name} ${durationText(BigInt(milliseconds))}`]

/** The lines between the braces of a set. */
export const setLines = (
  set: NftSet,
  writing: Writing,
): { readonly kind: string; readonly lines: readonly string[] } => {
  const write = textWriter(writing)
  const { kind, types, text, elements } = declarationOf(set)
  const constant = set.flags.includes('constant')
  const statements = (set.expressions ?? []).map((expression) =>
    statementText(statefulStatement(expression, false), write),
  )
  const lines = [
    text,
    ...(constant || set.policy === undefined || set.policy === 'performance' ? [] : [`policy ${set.policy}`]),
    ...(constant || set.size === undefined || set.size === 0 ? [] : [`size ${set.size}`]),
    ...flagLine(set),
    ...(statements.length === 0 ? [] : [statements.join(' ')]),
    ...(set.mergeElements === true ? ['auto-merge'] : []),
    ...time('timeout', set.timeoutMs),
    ...time('gc-interval', set.gcIntervalMs),
    ...(set.comment === undefined ? [] : [`comment "${visible(set.comment)}"`]),
    ...(elements.length === 0 ? [] : [`elements = { ${elementLines(elements, types, write)} }`]),
  ]
  return { kind, lines }
}

const dataLines = (data: NftObject['data']): readonly string[] => {
  switch (data.kind) {
    case 'counter':
      return [`packets ${data.packets ?? 0} bytes ${data.bytes ?? 0}`]
    case 'quota': {
      const [value, unit] = inUnits(data.bytes ?? 0)
      const [used, usedUnit] = inUnits(data.consumed ?? 0)
      const over = data.flags?.includes('inv') === true ? 'over ' : ''
      return [`${over}${value} ${unit}${used === 0n ? '' : ` used ${used} ${usedUnit}`}`]
    }
    case 'limit':
      return [limitWords(data).text]
    case 'ct helper':
      return [
        `type "${visible(data.helper ?? '')}" protocol ${protocolName(data.l4proto ?? 0)}`,
        `l3proto ${l3Name(data.l3proto ?? 0)}`,
      ]
    case 'ct timeout': {
      const policy = policyOf(data).map(([state, seconds]) => `${state} : ${seconds}`)
      return [
        `protocol ${protocolName(data.l4proto ?? 0)}`,
        `l3proto ${l3Name(data.l3proto ?? 0)}`,
        `policy = { ${policy.join(', ')} }`,
      ]
    }
    case 'ct expectation':
      return [
        `protocol ${protocolName(data.l4proto ?? 0)}`,
        `dport ${data.dport ?? 0}`,
        `timeout ${durationText(BigInt(data.timeoutMs ?? 0))}`,
        `size ${data.size ?? 0}`,
        `l3proto ${l3Name(data.l3proto ?? 0)}`,
      ]
    case 'synproxy': {
      const { mss = 0, wscale = 0, flags = [] } = data
      const named = ['timestamp', 'sack-perm'].filter((flag) => flags.includes(flag))
      return [
        ...(flags.includes('mss') ? [`mss ${mss}`] : []),
        ...(flags.includes('wscale') ? [`wscale ${wscale}`] : []),
        ...(named.length === 0 ? [] : [named.join(' ')]),
      ]
    }
    case 'secmark':
      return [`"${visible(data.ctx ?? '')}"`]
    case 'connlimit':
      return [`${data.flags?.includes('inv') === true ? 'over ' : ''}${data.count ?? 0}`]
    case 'tunnel':
      return ['# unknown object tunnel']
    case 'other':
      return [`# unknown object ${data.type}`]
    default:
      return data satisfies never
  }
}

/** The lines between the braces of an object. */
export const objectLines = ({ data, comment }: NftObject): readonly string[] =>
  comment === undefined ? dataLines(data) : [`comment "${visible(comment)}"`, ...dataLines(data)]

/** The lines between the braces of a flowtable. @param priority as chains of its hook have it */
export const flowtableLines = ({ hook, devices, flags }: NftFlowtable, priority: string): readonly string[] => [
  `hook ${hook} priority ${priority}`,
  ...(devices.length === 0 ? [] : [`devices = { ${devices.map(visible).join(', ')} }`]),
  ...(flags.includes('hw-offload') ? ['flags offload'] : []),
  ...(flags.includes('counter') ? ['counter'] : []),
]
