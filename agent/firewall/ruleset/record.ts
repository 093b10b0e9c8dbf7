import { ipsetShape } from '../../../collectors/netfilter/ipset/record.ts'
import {
  count,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from '../../../collectors/wire/shape.ts'

/** Who holds a table in the kernel, and in whose words it is told. */
export const backends = ['nftables', 'iptables-nft', 'iptables-legacy'] as const

export const tableFamilies = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'] as const

/**
 * What a rule does with a packet that it matches. `continue`: it only counts, marks, logs or the like. `branch`: a verdict map
 * decides. `other`: something that we do not know.
 */
export const effects = [
  'accept',
  'drop',
  'reject',
  'return',
  'jump',
  'goto',
  'nat',
  'queue',
  'continue',
  'branch',
  'other',
] as const

/** JSON in the form of libnftables-json(5). */
export const nftJson: Shape<unknown> = { json: {} }

export const firewallRuleShape = record({
  /** From 1, in the order of its chain. */
  number: integer,
  /** The kernel's number of the rule, as `nft -a` shows it; null where there is none (iptables-legacy). */
  handle: nullable(count),
  /** In the words of its tool: as iptables-save writes it after `-A CHAIN`, or as `nft -s` writes it. */
  text: text,
  comment: optional(text),
  /** Null: the rule does not count. */
  packets: nullable(count),
  bytes: nullable(count),
  effect: oneOf(effects),
  /** Chains that it may lead to. */
  leadsTo: list(text),
  /** Null: whoever its chain or table is of. */
  writer: nullable(text),
  /** What it does, in words; null when its text says all that we know. */
  meaning: nullable(text),
  /** Of nftables: its statements, as `nft -j` has them. */
  statements: optional(list(nftJson)),
})
export type FirewallRule = Infer<typeof firewallRuleShape>

export const firewallChainShape = record({
  name: text,
  /** Where the kernel calls it; null for a chain that only rules call. */
  base: nullable(
    record({
      hook: text,
      type: text,
      priority: integer,
      policy: nullable(text),
      devices: list(text),
      /** Packets to which the policy was applied; null where nobody counts them. */
      packets: nullable(count),
      bytes: nullable(count),
    }),
  ),
  /** Rules that lead to it. */
  callers: list(record({ chain: text, rule: integer })),
  /** Null for the chains of the hooks, which are nobody's. */
  writer: nullable(text),
  /** What it is for, in words. */
  about: nullable(text),
  rules: list(firewallRuleShape),
})
export type FirewallChain = Infer<typeof firewallChainShape>

export const firewallTableShape = record({
  backend: oneOf(backends),
  family: oneOf(tableFamilies),
  name: text,
  writer: nullable(text),
  chains: list(firewallChainShape),
  /** Of nftables: its sets, maps, objects and flowtables, as `nft -j` has them. */
  objects: list(nftJson),
})
export type FirewallTable = Infer<typeof firewallTableShape>

/** All rules of a network namespace. */
export const rulesetShape = record({
  /** Key of its node in the graph. */
  netns: text,
  /** What people call it: `host`, a name, its containers. */
  title: text,
  /** iptables-legacy and nf_tables both hold rules: a packet has to pass both. */
  mixed: flag,
  tables: list(firewallTableShape),
  /** Sets of ipset. */
  sets: list(ipsetShape),
})
export type Ruleset = Infer<typeof rulesetShape>
