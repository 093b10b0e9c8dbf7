import { containerStates } from '../../../collectors/containers/record.ts'
import { metric } from '../metric.ts'
import { networkOwners } from '../network-owners.ts'

export const containers = [
  metric({
    name: 'netloupe_containers',
    type: 'gauge',
    help: 'Containers by state; unknown are those of which only processes show that they are there.',
    labels: ['state'],
    rows: ({ snapshot }) =>
      containerStates.map((state) => ({
        labels: { state },
        value: snapshot.containers.filter((container) => container.state === state).length,
      })),
  }),
  metric({
    name: 'netloupe_container_network_namespace_info',
    type: 'gauge',
    help:
      'Network namespace of a container by inode, and the container to whose name the counters of that namespace go ' +
      '(none for the host); always 1.',
    labels: ['name', 'netns', 'mode', 'owner'],
    rows: ({ snapshot }) => {
      const inodes = new Map(snapshot.namespaces.map(({ id, inode }) => [id, inode]))
      const owners = networkOwners(snapshot)
      return snapshot.containers.flatMap(({ name, networkMode, netns }) => {
        const inode = netns === null ? null : (inodes.get(netns) ?? null)
        if (netns === null || inode === null) return []
        // A mode `container:ID` would be another series whenever that container is made anew.
        const mode = networkMode.replace(/:.*/s, '')
        return [{ labels: { name, netns: inode, mode, owner: owners.get(netns)?.name ?? '' }, value: 1 }]
      })
    },
  }),
]
