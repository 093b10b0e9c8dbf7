import { namespaceKinds } from '../../../collectors/procfs/namespace-links.ts'
import { sharedNamespaces } from '../../reading/shared-namespaces.ts'
import type { Group } from '../group.ts'
import { containerTable, metric } from '../metric.ts'

const metrics = [
  metric({
    name: 'netloupe_namespaces',
    type: 'gauge',
    help: 'Network namespaces, the one of the host among them.',
    labels: [],
    rows: ({ snapshot }) => [{ labels: {}, value: snapshot.namespaces.length }],
  }),
  containerTable({
    name: 'netloupe_container_namespaces_info',
    type: 'gauge',
    help: 'Inodes of the namespaces of a container by kind; always 1.',
    labels: namespaceKinds,
    each: ({ container }) => (container?.namespaces ? [{ labels: container.namespaces, value: 1 }] : []),
  }),
  metric({
    name: 'netloupe_shared_namespace_containers',
    type: 'gauge',
    help:
      'How many containers are in a namespace that several share, or that is the one of the host (host="true"); by ' +
      'kind and inode.',
    labels: ['kind', 'inode', 'host'],
    rows: ({ snapshot }) =>
      sharedNamespaces(snapshot).map(({ kind, inode, host, containers }) => ({
        labels: { kind, inode, host: `${host}` },
        value: containers,
      })),
  }),
]

export const namespaces: Group = {
  about: 'namespaces of containers, of all kinds, and who shares them',
  on: true,
  reads: [],
  metrics,
}
