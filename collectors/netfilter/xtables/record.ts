import {
  count,
  flag,
  type Infer,
  integer,
  type JsonSchema,
  list,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from '../../wire/shape.ts'
import { type Match, matchVocabulary } from './matches/index.ts'
import { type TargetUse, targetVocabulary } from './targets/index.ts'

/** struct ipt_ip and struct ip6t_ip6: what a rule compares by itself. An address and mask of zero compare nothing. */
export const ipEntryShape = record({
  source: text,
  sourceMask: text,
  destination: text,
  destinationMask: text,
  /** Empty: any. The mask tells how many bytes are compared: `eth+` ends in `+` here, as iptables writes it. */
  inInterface: text,
  outInterface: text,
  /** IPPROTO_*; 0: any, with `proto` unset. */
  protocol: integer,
  /** IPT_F_FRAG: second and further fragments only. */
  fragment: flag,
  /** IPv6 only, IP6T_F_TOS: the traffic class. */
  trafficClass: optional(integer),
  /** IPT_INV_*. */
  invert: record({
    inInterface: flag,
    outInterface: flag,
    source: flag,
    destination: flag,
    fragment: flag,
    protocol: flag,
    trafficClass: flag,
  }),
})
export type IpEntry = Infer<typeof ipEntryShape>

/** A number of the packet and which of its bits are compared; a mask of zero compares nothing. */
const masked = record({ value: integer, mask: integer })
/** A hardware address, `02:42:ac:11:00:02`, and which of its bits are compared. */
const maskedAddress = record({ address: text, mask: text })

/** struct arpt_arp: what a rule of arptables compares. */
export const arpEntryShape = record({
  source: text,
  sourceMask: text,
  target: text,
  targetMask: text,
  inInterface: text,
  outInterface: text,
  sourceHardware: maskedAddress,
  targetHardware: maskedAddress,
  hardwareLength: masked,
  /** ARPOP_*, net/if_arp.h */
  operation: masked,
  /** ARPHRD_*, net/if_arp.h */
  hardwareType: masked,
  /** ETH_P_* */
  protocolType: masked,
  /** ARPT_INV_*. */
  invert: record({
    inInterface: flag,
    outInterface: flag,
    source: flag,
    target: flag,
    sourceHardware: flag,
    targetHardware: flag,
    operation: flag,
    hardwareType: flag,
    protocolType: flag,
    hardwareLength: flag,
  }),
})
export type ArpEntry = Infer<typeof arpEntryShape>

const bridgeProtocol: Shape<number | 'length'> = { json: { anyOf: [integer.json, { const: 'length' }] } }

/** struct ebt_entry: what a rule of ebtables compares by itself. */
export const bridgeEntryShape = record({
  /** ETH_P_*; `length` for a frame of IEEE 802.3 that has a length there (EBT_802_3); null for any (EBT_NOPROTO). */
  protocol: nullable(bridgeProtocol),
  /** Ports of the bridge; empty: any. */
  inInterface: text,
  outInterface: text,
  /** The bridge itself; empty: any. */
  logicalIn: text,
  logicalOut: text,
  /** Null: any. */
  source: nullable(maskedAddress),
  destination: nullable(maskedAddress),
  /** EBT_I*. */
  invert: record({
    protocol: flag,
    inInterface: flag,
    outInterface: flag,
    logicalIn: flag,
    logicalOut: flag,
    source: flag,
    destination: flag,
  }),
})
export type BridgeEntry = Infer<typeof bridgeEntryShape>

/** What happens to a packet that all matches match. */
export type XtTarget =
  | { readonly kind: 'verdict'; readonly verdict: 'accept' | 'drop' | 'queue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** A rule without target: it only counts (`CONTINUE` of ebtables). */
  | { readonly kind: 'none' }
  | { readonly kind: 'extension'; readonly extension: TargetUse }

const alternative = (kinds: readonly string[], properties: object): JsonSchema => ({
  properties: { kind: { enum: kinds }, ...properties },
  required: ['kind', ...Object.keys(properties)],
})

const union = (alternatives: readonly JsonSchema[]): JsonSchema => ({
  type: 'object',
  discriminator: { propertyName: 'kind' },
  required: ['kind'],
  oneOf: alternatives,
})

export const xtTargetShape: Shape<XtTarget> = {
  json: union([
    alternative(['verdict'], { verdict: { enum: ['accept', 'drop', 'queue', 'return'] } }),
    alternative(['jump', 'goto'], { chain: text.json }),
    alternative(['none'], {}),
    alternative(['extension'], { extension: targetVocabulary.shape.json }),
  ]),
}

/** A rule of a table of iptables or ip6tables. */
export const xtRuleShape = record({
  packets: count,
  bytes: count,
  entry: ipEntryShape,
  matches: list(matchVocabulary.shape),
  target: xtTargetShape,
})
export type XtRule = Infer<typeof xtRuleShape>

/** A rule of a table of arptables, which has no matches. */
export const arpRuleShape = record({ packets: count, bytes: count, entry: arpEntryShape, target: xtTargetShape })
export type ArpRule = Infer<typeof arpRuleShape>

/** What ebtables asks beside the entry, and what it does on the way (`--log`), in their order. */
export type BridgeStep =
  | { readonly kind: 'match'; readonly match: Match }
  | { readonly kind: 'watcher'; readonly watcher: TargetUse }

const bridgeStepShape: Shape<BridgeStep> = {
  json: union([
    alternative(['match'], { match: matchVocabulary.shape.json }),
    alternative(['watcher'], { watcher: targetVocabulary.shape.json }),
  ]),
}

/** A rule of a table of ebtables. */
export const bridgeRuleShape = record({
  packets: count,
  bytes: count,
  entry: bridgeEntryShape,
  steps: list(bridgeStepShape),
  target: xtTargetShape,
})
export type BridgeRule = Infer<typeof bridgeRuleShape>

/** The hooks at which built-in chains begin, in the kernel's order (enum nf_inet_hooks, linux/netfilter.h). */
export const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const
/** NF_ARP_*, linux/netfilter_arp.h */
export const arpHooks = ['input', 'output', 'forward'] as const
/** NF_BR_*, linux/netfilter_bridge.h */
export const bridgeHooks = [...hooks, 'brouting'] as const
export type XtHook = (typeof bridgeHooks)[number]

export const policies = ['accept', 'drop', 'queue', 'return'] as const

/**
 * A chain. Only a built-in one has a base; in ebtables, which counts nothing there, one that a user made may have a policy, too.
 */
const chainOf = <R>(rule: Shape<R>) =>
  record({
    name: text,
    base: nullable(record({ hook: oneOf(bridgeHooks), policy: oneOf(policies), packets: count, bytes: count })),
    /** Of ebtables only: what happens at the end of a chain that a user made, where that is not `return`. */
    userPolicy: optional(oneOf(policies)),
    rules: list(rule),
  })
export const xtChainShape = chainOf(xtRuleShape)
export type XtChain = Infer<typeof xtChainShape>
/** One of any family. */
export interface ChainOf<R> {
  readonly name: string
  readonly base: XtChain['base']
  readonly userPolicy?: (typeof policies)[number]
  readonly rules: readonly R[]
}

/** One table of x_tables, as the kernel has it (iptables-legacy), or as iptables-nft keeps it in nf_tables. */
export const xtTableShape = record({ family: oneOf(['ipv4', 'ipv6']), name: text, chains: list(xtChainShape) })
export type XtTable = Infer<typeof xtTableShape>
export const arpTableShape = record({ family: oneOf(['arp']), name: text, chains: list(chainOf(arpRuleShape)) })
export type ArpTable = Infer<typeof arpTableShape>
export const bridgeTableShape = record({
  family: oneOf(['bridge']),
  name: text,
  chains: list(chainOf(bridgeRuleShape)),
})
export type BridgeTable = Infer<typeof bridgeTableShape>
export type AnyXtTable = XtTable | ArpTable | BridgeTable
