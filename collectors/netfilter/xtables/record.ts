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
import { matchVocabulary } from './matches/index.ts'
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

/** What happens to a packet that all matches match. */
export type XtTarget =
  | { readonly kind: 'verdict'; readonly verdict: 'accept' | 'drop' | 'queue' | 'return' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** A rule without target: it only counts. */
  | { readonly kind: 'none' }
  | { readonly kind: 'extension'; readonly extension: TargetUse }

const alternative = (kinds: readonly string[], properties: object): JsonSchema => ({
  properties: { kind: { enum: kinds }, ...properties },
  required: ['kind', ...Object.keys(properties)],
})

export const xtTargetShape: Shape<XtTarget> = {
  json: {
    type: 'object',
    discriminator: { propertyName: 'kind' },
    required: ['kind'],
    oneOf: [
      alternative(['verdict'], { verdict: { enum: ['accept', 'drop', 'queue', 'return'] } }),
      alternative(['jump', 'goto'], { chain: text.json }),
      alternative(['none'], {}),
      alternative(['extension'], { extension: targetVocabulary.shape.json }),
    ],
  },
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

/** The hooks at which built-in chains begin, in the kernel's order (enum nf_inet_hooks). */
export const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const

/** A chain. Only a built-in one has a policy, and counters of its own. */
export const xtChainShape = record({
  name: text,
  base: nullable(
    record({ hook: oneOf(hooks), policy: oneOf(['accept', 'drop', 'queue', 'return']), packets: count, bytes: count }),
  ),
  rules: list(xtRuleShape),
})
export type XtChain = Infer<typeof xtChainShape>

/** One table of x_tables, as the kernel has it (iptables-legacy), or as iptables-nft keeps it in nf_tables. */
export const xtTableShape = record({ family: oneOf(['ipv4', 'ipv6']), name: text, chains: list(xtChainShape) })
export type XtTable = Infer<typeof xtTableShape>
