import type { View } from '../../../agent/live/view.ts'
import { Identities } from '../../../agent/topology/identity.ts'
import type { NetnsId } from '../../../collectors/collector.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import { hostNamespaces } from '../../reading/host-namespaces.ts'

/** A view, with its things by identity. */
export interface Inventory extends View {
  readonly identities: Identities
  readonly namespace: (id: NetnsId) => Namespace | undefined
  readonly containersIn: (id: NetnsId) => readonly Container[]
  readonly isHost: (id: NetnsId) => boolean
}

export const inventoryOf = ({ snapshot, topology }: View): Inventory => {
  const namespaces = new Map(snapshot.namespaces.map((namespace) => [namespace.id, namespace]))
  const containers = Map.groupBy(snapshot.containers, ({ netns }) => netns)
  const hosts = hostNamespaces(snapshot)
  return {
    snapshot,
    topology,
    identities: new Identities(snapshot),
    namespace: (id) => namespaces.get(id),
    containersIn: (id) => containers.get(id) ?? [],
    isHost: (id) => hosts.includes(id),
  }
}
