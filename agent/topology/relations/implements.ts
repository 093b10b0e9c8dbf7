import { relate } from '../graph.ts'
import { networkKey } from '../identity.ts'
import type { Relation } from './index.ts'

/** The bridge of a Docker network: by the name that Docker gave it, in the namespace in which the engine works. */
export const implementsNetwork: Relation = (graph, { snapshot, identities }) => {
  const netns = snapshot.engine?.netns
  if (netns === undefined || netns === null) return
  for (const { id, bridge } of snapshot.networks)
    for (const link of identities.linksOf(netns))
      if (bridge !== undefined && link.name === bridge && link.info?.link?.kind === 'bridge')
        relate(graph, [identities.interfaceKey(link), networkKey(id)], { kind: 'implements' })
}
