import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { Match } from '../../../collectors/netfilter/xtables/matches/index.ts'
import type { AnyXtTable, ArpRule, BridgeRule, XtRule } from '../../../collectors/netfilter/xtables/record.ts'
import type { TargetUse } from '../../../collectors/netfilter/xtables/targets/index.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Space } from '../scene/space.ts'

/** Families in which connections are tracked apart. */
export type TrackedFamily = 'ip' | 'ip6' | 'bridge'

/** Expressions of nf_tables that need it. */
const expressions: ReadonlySet<string> = new Set([
  'ct',
  'connlimit',
  'nat',
  'masq',
  'redir',
  'synproxy',
  'flow_offload',
])

const matches: ReadonlySet<Match['kind']> = new Set([
  'cluster',
  'connbytes',
  'connectionHelper',
  'connlabel',
  'connlimit',
  'connmark',
  'conntrack',
  'state',
])

const targets: ReadonlySet<TargetUse['kind']> = new Set([
  'connmark',
  'connsecmark',
  'ct',
  'dnat',
  'masquerade',
  'netmap',
  'redirect',
  'snat',
  'synproxy',
])

/** `CT --notrack` needs nothing. */
const targetNeedsIt = (use: TargetUse): boolean =>
  targets.has(use.kind) && !(use.kind === 'ct' && use.info.flags.notrack)

const ruleNeedsIt = (rule: XtRule | ArpRule | BridgeRule): boolean =>
  (rule.target.kind === 'extension' && targetNeedsIt(rule.target.extension)) ||
  ('matches' in rule && rule.matches.some(({ kind }) => matches.has(kind)))

const legacyNeedsIt = remembered(({ chains }: AnyXtTable): boolean => {
  for (const { rules } of chains) for (const rule of rules) if (ruleNeedsIt(rule)) return true
  return false
})

const nftNeedsIt = remembered(
  ({ chains, sets, objects }: NftTable): boolean =>
    objects.some(({ data: { kind } }) => kind.startsWith('ct ') || kind === 'synproxy') ||
    sets.some((set) => set.expressions?.some(({ kind }) => expressions.has(kind))) ||
    chains.some(({ rules }) =>
      rules.some((rule) =>
        rule.expressions.some((expression) => {
          if (expression.kind === 'match' && 'match' in expression) return matches.has(expression.match.kind)
          if (expression.kind === 'target' && 'target' in expression) return targetNeedsIt(expression.target)
          return expressions.has(expression.kind)
        }),
      ),
    ),
)

const familiesOf: { readonly [family in NftTable['family']]: readonly TrackedFamily[] } = {
  ip: ['ip'],
  ip6: ['ip6'],
  inet: ['ip', 'ip6'],
  bridge: ['ip', 'ip6', 'bridge'],
  arp: [],
  netdev: [],
}

const familiesIn = remembered((space: Space): ReadonlySet<TrackedFamily> => {
  // Rules that nobody could read may need it, and the connections that are there show it.
  if (space.missing.has('nftables') || space.missing.has('xtables')) return new Set(['ip', 'ip6'])
  const found = new Set<TrackedFamily>()
  for (const { family } of space.flows?.entries ?? []) found.add(family === 'ipv4' ? 'ip' : 'ip6')
  for (const table of space.xtables) {
    const family = table.family === 'ipv4' ? 'ip' : table.family === 'ipv6' ? 'ip6' : null
    if (family !== null && !found.has(family) && legacyNeedsIt(table)) found.add(family)
  }
  for (const table of space.nftables) {
    const families = familiesOf[table.family]
    if (families.some((family) => !found.has(family)) && nftNeedsIt(table)) for (const one of families) found.add(one)
  }
  return found
})

/**
 * Whether a namespace tracks connections of a family: the kernel does so as soon as one rule needs it (nf_ct_netns_get,
 * net/netfilter/nf_conntrack_proto.c).
 */
export const tracksConnections = (space: Space, family: TrackedFamily): boolean => familiesIn(space).has(family)
