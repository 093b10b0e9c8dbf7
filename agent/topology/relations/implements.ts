import { relate } from '../graph.ts'
import { networkKey } from '../identity.ts'
import type { Relation } from './index.ts'

/** The bridge of a Docker network: by the name that Docker gave it, in the namespace in which the engine works. */
export const implementsNetwork: Relation = (graph, { snapshot, identities, part }) => {
  const netns = snapshot.engine?.netns
  if (netns === undefined || netns === null) return
  const networks = Map.groupBy(part.networks, ({ bridge }) => bridge)
  for (const link of part.links)
    if (link.netns === netns && link.name !== undefined && link.info?.link?.kind === 'bridge')
      for (const { id } of networks.get(link.name) ?? [])
        relate(graph, [identities.interfaceKey(link), networkKey(id)], { kind: 'implements' })
}
