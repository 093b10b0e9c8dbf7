import type { View } from '../../../agent/live/view.ts'
import { type Identities, identitiesOf } from '../../../agent/topology/identity.ts'
import type { Cgroup } from '../../../collectors/cgroups/record.ts'
import type { NetnsId } from '../../../collectors/collector.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import { hostNamespaces } from '../../reading/host-namespaces.ts'

/** A view, with its things by identity. */
export interface Inventory extends Omit<View, 'audit'> {
  readonly identities: Identities
  readonly namespace: (id: NetnsId) => Namespace | undefined
  readonly containersIn: (id: NetnsId) => readonly Container[]
  readonly isHost: (id: NetnsId) => boolean
  /** What a container uses, by its id. */
  readonly cgroupOf: (container: string) => Cgroup | undefined
}

export const inventoryOf = ({ snapshot, usage, topology }: View): Inventory => {
  const namespaces = new Map(snapshot.namespaces.map((namespace) => [namespace.id, namespace]))
  const containers = Map.groupBy(snapshot.containers, ({ netns }) => netns)
  const hosts = hostNamespaces(snapshot)
  const cgroups = new Map(usage?.cgroups.map((cgroup) => [cgroup.container, cgroup]))
  return {
    snapshot,
    usage,
    topology,
    identities: identitiesOf(snapshot),
    namespace: (id) => namespaces.get(id),
    containersIn: (id) => containers.get(id) ?? [],
    isHost: (id) => hosts.includes(id),
    cgroupOf: (container) => cgroups.get(container),
  }
}
