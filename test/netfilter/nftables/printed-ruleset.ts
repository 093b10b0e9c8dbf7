import type { NftChain, NftElement, NftRule, NftSet, NftTable } from '../../../collectors/netfilter/nftables/record.ts'

/** A ruleset as `nft -j -a list ruleset` prints it, and our records in the same form: what both of them say. */

type Printed = { readonly [field: string]: unknown }
type Line = { readonly [field: string]: unknown }

/** Kinds of things that are printed as a whole; fields that are left out: nft's own words for keys and data, and times that go on. */
const leftOut: { readonly [kind: string]: readonly string[] } = {
  set: ['type', 'elem', 'stmt'],
  map: ['type', 'elem', 'stmt'],
  rule: ['expr'],
}

const printedElement = (elem: unknown): Line => {
  const whole: unknown = Array.isArray(elem) ? elem[0] : elem
  const inner = typeof whole === 'object' && whole !== null && 'elem' in whole ? (whole.elem as Printed) : {}
  const { timeout, comment, counter } = inner
  return { timeout, comment, counter }
}

const linesOf = ([kind, thing]: readonly [string, Printed]): Line => {
  const kept = Object.fromEntries(Object.entries(thing).filter(([field]) => !leftOut[kind]?.includes(field)))
  if (kind === 'rule') {
    const expressions = thing['expr'] as readonly Printed[]
    return { kind, ...kept, counters: expressions.flatMap(({ counter }) => (isCounted(counter) ? [counter] : [])) }
  }
  if (kind !== 'set' && kind !== 'map') return { kind, ...kept }
  const { map, flags = [], ...rest } = kept
  const elements = ((thing['elem'] ?? []) as readonly unknown[]).map(printedElement).map(text).sort()
  return { kind, ...rest, flags: [...(flags as string[])].sort(), elements, isMap: map !== undefined }
}

/** Not one that the rule uses by its name (`{ counter: "c1" }`) or through a map. */
const isCounted = (counter: unknown): boolean => typeof counter === 'object' && counter !== null && 'packets' in counter

export const printedLines = (json: string): readonly string[] => {
  const { nftables } = JSON.parse(json) as { nftables: readonly { readonly [kind: string]: Printed }[] }
  return nftables
    .flatMap((entry) => Object.entries(entry))
    .filter(([kind]) => kind !== 'metainfo')
    .map((entry) => text(linesOf(entry)))
    .sort()
}

/** Of a record, with its fields in a fixed order and without those that have no value. */
const text = (line: Line): string =>
  JSON.stringify(
    Object.entries(line)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

const seconds = (ms: number | bigint | undefined): number | undefined =>
  ms === undefined ? undefined : Number(ms) / 1000

const chainLine = (place: Line, { name, handle, base }: NftChain): Line => ({
  kind: 'chain',
  ...place,
  name,
  handle,
  ...(base && { type: base.type, hook: base.hook, prio: base.priority, policy: base.policy }),
})

const ruleLine = (place: Line, chain: string, { handle, comment, expressions }: NftRule): Line => ({
  kind: 'rule',
  ...place,
  chain,
  handle,
  comment,
  counters: expressions.flatMap((one) => (one.kind === 'counter' ? [{ packets: one.packets, bytes: one.bytes }] : [])),
})

const elementLine = ({ timeoutMs, comment, expressions = [] }: NftElement): Line => {
  const counter = expressions.find(({ kind }) => kind === 'counter')
  return {
    timeout: seconds(timeoutMs),
    comment,
    counter: counter?.kind === 'counter' ? { packets: counter.packets, bytes: counter.bytes } : undefined,
  }
}

/** Flags that nft 1.0.6 prints in JSON. */
const shownFlags = ['constant', 'interval', 'timeout']

const setLine = (place: Line, set: NftSet): Line => {
  const { name, handle, flags, elements, objectType, dataType, size, timeoutMs, gcIntervalMs, policy, comment } = set
  const isMap = dataType !== undefined || objectType !== undefined
  return {
    kind: isMap ? 'map' : 'set',
    ...place,
    name,
    handle,
    comment,
    size,
    timeout: seconds(timeoutMs),
    'gc-interval': seconds(gcIntervalMs),
    policy: policy === 'performance' ? undefined : policy,
    flags: flags.filter((flag) => shownFlags.includes(flag)).sort(),
    isMap,
    elements: elements
      .filter(({ intervalEnd }) => intervalEnd !== true)
      .map(elementLine)
      .map(text)
      .sort(),
  }
}

const tableLines = ({ family, name: table, handle, chains, sets, objects }: NftTable): readonly Line[] => {
  const place = { family, table }
  return [
    { kind: 'table', family, name: table, handle },
    // What has no name of its own is printed where it is used.
    ...chains.filter(({ flags }) => !flags.includes('binding')).map((chain) => chainLine(place, chain)),
    ...chains
      .filter(({ flags }) => !flags.includes('binding'))
      .flatMap((chain) => chain.rules.map((rule) => ruleLine(place, chain.name, rule))),
    ...sets.filter(({ flags }) => !flags.includes('anonymous')).map((set) => setLine(place, set)),
    ...objects.map(({ name, handle: number, data, comment }) => ({
      ...place,
      name,
      handle: number,
      comment,
      ...objectLine(data),
    })),
  ]
}

type ObjectData = NftTable['objects'][number]['data']
const protocols: { readonly [number: number]: string } = { 6: 'tcp' }
const families: { readonly [number: number]: string } = { 2: 'ip' }
const tcpStates = [
  '',
  'syn_sent',
  'syn_recv',
  'established',
  'fin_wait',
  'close_wait',
  'last_ack',
  'time_wait',
  'close',
]
/** What the kernel has for TCP unless told otherwise (seconds), and nft leaves out. */
const usual = [0, 120, 60, 432_000, 120, 60, 30, 120, 10]

const objectLine = (data: ObjectData): Line => {
  const { kind } = data
  switch (data.kind) {
    case 'counter':
      return { kind, packets: data.packets, bytes: data.bytes }
    case 'quota':
      return { kind, bytes: data.bytes, used: data.consumed, inv: data.flags?.includes('inv') || undefined }
    case 'limit':
      return {
        kind,
        rate: data.rate,
        per: data.unit === 1 ? 'second' : data.unit,
        inv: data.flags?.includes('inv') || undefined,
        rate_unit: data.type,
        burst: data.burst,
        burst_unit: data.type,
      }
    case 'ct helper':
      return { kind, type: data.helper, ...protocolsOf(data) }
    case 'ct timeout': {
      const set = (data.timeouts ?? []).filter(({ state, seconds: time }) => tcpStates[state] && usual[state] !== time)
      return {
        kind,
        ...protocolsOf(data),
        policy: Object.fromEntries(set.map((one) => [tcpStates[one.state], one.seconds])),
      }
    }
    case 'ct expectation':
      return { kind, dport: data.dport, timeout: data.timeoutMs, size: data.size, ...protocolsOf(data) }
    case 'synproxy':
      return {
        kind,
        mss: data.mss,
        wscale: data.wscale,
        flags: ['timestamp', 'sack-perm'].filter((flag) => data.flags?.includes(flag)),
      }
    default:
      return { kind }
  }
}

const protocolsOf = (data: { readonly l3proto?: number; readonly l4proto?: number }): Line => ({
  protocol: protocols[data.l4proto ?? 0],
  l3proto: families[data.l3proto ?? 0],
})

export const recordLines = (tables: readonly NftTable[]): readonly string[] =>
  tables.flatMap(tableLines).map(text).sort()
