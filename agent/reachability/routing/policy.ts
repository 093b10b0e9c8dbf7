import type { Dumped } from '../../../collectors/dumped.ts'
import type { Rule } from '../../../collectors/netlink/messages/rule.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { LOOPBACK_IFINDEX, RT_TABLE_DEFAULT, RT_TABLE_LOCAL, RT_TABLE_MAIN } from './constants.ts'
import type { Flow } from './route.ts'
import { isVrf, tableOfVrf, vrfIndexOf } from './vrf.ts'

/** FIB_RULE_INVERT, linux/fib_rules.h */
const FIB_RULE_INVERT = 2
const anyMark = 0xffffffff

/** A flow as rules and tables compare it; addresses as numbers of the family. */
export interface FlowKey<N> {
  readonly destination: N
  /** Null: none (in IPv4 it is compared as 0). */
  readonly source: N | null
  readonly mark: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly tos: number
  readonly uid: number
  /** ifindex; 1 for what is sent here. */
  readonly input: number
  /** ifindex; 0: any. */
  readonly output: number
  /** ifindex of the VRF that it belongs to; 0: none. */
  readonly vrf: number
}

export const flowKeyOf = <N>(space: Space, flow: Flow, addresses: { destination: N; source: N | null }): FlowKey<N> => {
  const { mark, protocol, sourcePort, destinationPort, tos, uid } = flow
  const input = flow.input?.ifindex ?? LOOPBACK_IFINDEX
  const rest = { mark, protocol, sourcePort, destinationPort, tos, uid, input }
  return { ...addresses, ...rest, ...withinVrf(space, input, flow.output) }
}

/** l3mdev_update_flow (net/l3mdev/l3mdev.c): a VRF as output stands for its table, not for a device. */
export const withinVrf = (space: Space, input: number, output: number): { output: number; vrf: number } => {
  const device: Device | undefined = output === 0 ? undefined : space.devices.get(output)
  if (device !== undefined) return { output: isVrf(device) ? 0 : output, vrf: vrfIndexOf(device) }
  const from = input > LOOPBACK_IFINDEX ? space.devices.get(input) : undefined
  return { output, vrf: from === undefined ? 0 : vrfIndexOf(from) }
}

/** What differs between the families. */
export interface RuleFamily<N> {
  readonly family: number
  readonly number: (address: string) => N
  /** Whether the first `length` bits are equal. */
  readonly samePrefix: (one: N, other: N, length: number) => boolean
  /** What stands for no source; null: it matches no rule with one. */
  readonly noSource: N | null
  /** DSCP of a rule's `tos` as the family compares it. */
  readonly tosMask: number
}

interface CompiledRule<N> {
  readonly record: Dumped<Rule>
  readonly matches: (key: FlowKey<N>) => boolean
  /** Index of the rule where `goto` leads; null: nowhere. */
  readonly target: number | null
}

export interface Policy<N> {
  readonly rules: readonly CompiledRule<N>[]
  /** As every namespace begins: tables local, main, default. */
  readonly isUsual: boolean
}

const usual = (space: Space, family: number): Dumped<Rule>[] =>
  [
    { priority: 0, table: RT_TABLE_LOCAL },
    { priority: 32_766, table: RT_TABLE_MAIN },
    ...(family === 2 ? [{ priority: 32_767, table: RT_TABLE_DEFAULT }] : []),
  ].map((rule) => ({
    netns: space.netns,
    family,
    destinationLength: 0,
    sourceLength: 0,
    tos: 0,
    action: 'to-table',
    flags: 0,
    ...rule,
  }))

export const policyOf = <N>(space: Space, family: RuleFamily<N>): Policy<N> => {
  const own = space.policyRules.filter((rule) => rule.family === family.family)
  const records = own.length > 0 ? own : usual(space, family.family)
  const rules = records.map((record) => ({
    record,
    matches: matcher(space, record, family),
    target: record.action === 'goto' ? indexOrNull(records, record.goto) : null,
  }))
  return { rules, isUsual: isUsual(records, usual(space, family.family)) }
}

const indexOrNull = (records: readonly Rule[], priority: number | undefined): number | null => {
  const at = records.findIndex((record) => (record.priority ?? 0) === priority)
  return at < 0 ? null : at
}

const isUsual = (records: readonly Rule[], expected: readonly Rule[]): boolean =>
  records.length === expected.length &&
  records.every((rule, at) => {
    const other = expected[at]
    return (
      other !== undefined &&
      (rule.priority ?? 0) === other.priority &&
      rule.table === other.table &&
      rule.action === 'to-table' &&
      rule.flags === 0 &&
      rule.destinationLength + rule.sourceLength + rule.tos === 0 &&
      (rule.mark ??
        rule.markMask ??
        rule.inputInterface ??
        rule.outputInterface ??
        rule.uidRange ??
        rule.ipProtocol) === undefined
    )
  })

type Test<N> = (key: FlowKey<N>) => boolean

/** fib_rule_match (net/core/fib_rules.c) with fib4_rule_match and fib6_rule_match. */
const matcher = <N>(space: Space, rule: Dumped<Rule>, family: RuleFamily<N>): Test<N> => {
  const tests = [...testsOfCore(space, rule), ...testsOfFamily(rule, family)]
  const all: Test<N> = (key) => {
    for (const test of tests) if (!test(key)) return false
    return true
  }
  return (rule.flags & FIB_RULE_INVERT) === 0 ? all : (key) => !all(key)
}

const testsOfCore = <N>(space: Space, rule: Dumped<Rule>): Test<N>[] => {
  const tests: Test<N>[] = []
  const { inputInterface, outputInterface, mark, tunnelId, uidRange } = rule
  // A rule for a device that is not there waits for it, and matches nothing.
  const indexOf = (name: string): number => deviceCalled(space, name)?.ifindex ?? -1
  if (inputInterface !== undefined) tests.push(interfaceTest(space, indexOf(inputInterface), 'input'))
  if (outputInterface !== undefined) tests.push(interfaceTest(space, indexOf(outputInterface), 'output'))
  const mask = rule.markMask ?? (mark === undefined ? 0 : anyMark)
  if (mask !== 0) tests.push((key) => ((key.mark ^ (mark ?? 0)) & mask) === 0)
  // A tunnel that keeps its key in the packet's metadata is unknown to a snapshot: no flow has a key.
  if (tunnelId !== undefined && BigInt(`0x${tunnelId}`) !== 0n) tests.push(() => false)
  if (rule.l3mdev) tests.push((key) => key.vrf !== 0)
  if (uidRange !== undefined) tests.push(({ uid }) => uid >= uidRange.start && uid <= uidRange.end)
  return tests
}

/** Rules know a device by the name that it has, never by another one. */
const deviceCalled = (space: Space, name: string): Device | undefined => {
  const device = space.deviceNamed(name)
  return device?.name === name ? device : undefined
}

/** A VRF is also where its members' packets come in and go out (fib_rule_iif_match, 6.13). */
const interfaceTest = <N>(space: Space, ifindex: number, side: 'input' | 'output'): Test<N> => {
  const device = space.devices.get(ifindex)
  const isMaster = device !== undefined && isVrf(device)
  return (key) => key[side] === ifindex || (isMaster && key.vrf === ifindex)
}

const testsOfFamily = <N>(rule: Rule, family: RuleFamily<N>): Test<N>[] => {
  const tests: Test<N>[] = []
  const { sourceLength, destinationLength, tos, dscp, ipProtocol, sourcePorts, destinationPorts } = rule
  if (sourceLength > 0) {
    const wanted = family.number(rule.source ?? zeroOf(family.family))
    tests.push(({ source }) => {
      const compared = source ?? family.noSource
      return compared !== null && family.samePrefix(compared, wanted, sourceLength)
    })
  }
  if (destinationLength > 0) {
    const wanted = family.number(rule.destination ?? zeroOf(family.family))
    tests.push(({ destination }) => family.samePrefix(destination, wanted, destinationLength))
  }
  if (tos !== 0) tests.push((key) => (key.tos & family.tosMask) === tos)
  if (dscp !== undefined) {
    const mask = rule.dscpMask ?? 0x3f
    tests.push((key) => (((key.tos >>> 2) ^ dscp) & mask) === 0)
  }
  if (ipProtocol !== undefined && ipProtocol !== 0) tests.push((key) => key.protocol === ipProtocol)
  if (sourcePorts !== undefined) tests.push((key) => fits(key.sourcePort, sourcePorts, rule.sourcePortMask))
  if (destinationPorts !== undefined)
    tests.push((key) => fits(key.destinationPort, destinationPorts, rule.destinationPortMask))
  return tests
}

const zeroOf = (family: number): string => (family === 2 ? '0.0.0.0' : '::')

type Range = { readonly start: number; readonly end: number }

/** fib_rule_port_match */
const fits = (port: number, { start, end }: Range, mask: number | undefined): boolean =>
  mask === undefined || mask === 0 || mask === 0xffff ? port >= start && port <= end : ((port ^ start) & mask) === 0

/** What a table or a rule says: a way, a refusal, or nothing (the next rule is asked). */
export interface Answer {
  /** Bits of the prefix that matched; null for a refusal, which no rule suppresses. */
  readonly prefixLength: number | null
  readonly device: Device | undefined
}

const noTable: ReadonlySet<string> = new Set(['blackhole', 'unreachable', 'prohibit', 'unspec'])

/** fib_rules_lookup (net/core/fib_rules.c). `ask` looks into a table; `refuse` makes an answer of a rule without one. */
export const walkRules = <N, A extends Answer>(
  space: Space,
  { rules }: Policy<N>,
  key: FlowKey<N>,
  { ask, refuse }: { ask: (table: number, rule: Dumped<Rule>) => A | null; refuse: (rule: Dumped<Rule>) => A },
): A | null => {
  let at = 0
  for (let rule = rules[0]; rule !== undefined; rule = rules[at]) {
    const { record } = rule
    at++
    if (!rule.matches(key) || record.action === 'nop') continue
    if (record.action === 'goto') {
      if (rule.target !== null) at = rule.target
      continue
    }
    if (noTable.has(record.action)) return refuse(record)
    const table = record.l3mdev ? tableOfVrf(space, key.vrf) : (record.table ?? RT_TABLE_MAIN)
    const answer = table === null ? null : ask(table, record)
    if (answer !== null && !isSuppressed(record, answer)) return answer
  }
  return null
}

/** fib4_rule_suppress, fib6_rule_suppress */
const isSuppressed = (rule: Rule, { prefixLength, device }: Answer): boolean => {
  if (prefixLength === null) return false
  if (prefixLength <= (rule.suppressPrefixLength ?? -1)) return true
  const group = rule.suppressInterfaceGroup ?? -1
  return group !== -1 && device !== undefined && (device.record.group ?? 0) === group
}
