import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { NamespaceResource } from '../schemas/namespace.ts'
import type { Inventory } from './inventory.ts'

export const namespaceResource = (namespace: Namespace, inventory: Inventory): NamespaceResource => {
  const { inode, id, names, pids, root, holder } = namespace
  return {
    key: inventory.identities.netnsKey(id),
    inode,
    id,
    names,
    pids,
    command: namespace.command ?? null,
    root,
    holder,
    containers: inventory.containersIn(id).map((container) => ({ id: container.id, name: container.name })),
    interfaces: [...inventory.identities.linksOf(id)].map(({ name = '', ifindex }) => ({ name, ifindex })),
  }
}
