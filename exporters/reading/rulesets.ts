import { rulesetOf } from '../../agent/firewall/ruleset/build.ts'
import { decides } from '../../agent/firewall/ruleset/decides.ts'
import type { Ruleset } from '../../agent/firewall/ruleset/record.ts'
import type { View } from '../../agent/live/view.ts'
import { identitiesOf } from '../../agent/topology/identity.ts'
import { namespacesNamed } from '../../agent/topology/named.ts'
import { namespaceTitle } from '../../agent/topology/namespace-title.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { hostNamespaces } from './host-namespaces.ts'

/** Whose rules are meant when nobody says: the host's, and those where the engine works. */
export const usualNamespaces = (snapshot: Snapshot): readonly Namespace[] => {
  const hosts = hostNamespaces(snapshot)
  return snapshot.namespaces.filter(({ id }) => hosts.includes(id))
}

/** Namespaces that have any rule or set. */
export const ruledNamespaces = ({ namespaces, nftables, xtables, ipsets }: Snapshot): readonly Namespace[] => {
  const tables = [...nftables, ...xtables].filter(({ chains }) => decides(chains))
  const ruled = new Set([...tables, ...ipsets].map(({ netns }) => netns))
  return namespaces.filter(({ id }) => ruled.has(id))
}

/** `all`, unless something is called so. */
export const meansAll = (word: string, snapshot: Snapshot): boolean =>
  word === 'all' && namespacesNamed(word, snapshot).length === 0

/** The rules of some namespaces, with the newest counters. */
export const rulesetsOf = ({ snapshot, usage }: View, namespaces: readonly Namespace[]): readonly Ruleset[] => {
  const identities = identitiesOf(snapshot)
  return namespaces.map((namespace) =>
    rulesetOf(snapshot, {
      netns: namespace.id,
      key: identities.netnsKey(namespace.id),
      title: namespaceTitle(namespace, snapshot),
      usage,
    }),
  )
}
