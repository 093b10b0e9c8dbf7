import type { NodeAttributes, Topology } from '../../../agent/topology/graph.ts'
import { follow, followBack, node } from '../../../exporters/formats/reading/follow.ts'

/** All by which somebody may look for a node, in small letters. */
export const textOf = (topology: Topology, key: string): string =>
  [key, ...own(topology.getNodeAttributes(key)), ...related(topology, key)].join('\n').toLowerCase()

type Words = readonly (string | number | null)[]

const own = (says: NodeAttributes): Words => {
  switch (says.kind) {
    case 'container': {
      const labels = Object.entries(says.labels).map(([name, value]) => `${name}=${value}`)
      const ports = (says.listeners ?? []).map(({ port }) => port)
      return [says.id, says.name, says.image, says.state, says.project, says.service, says.pid, ...labels, ...ports]
    }
    case 'interface':
      return [says.name, `if${says.ifindex}`, says.type, says.mac, says.alias, ...says.altNames, ...says.addresses]
    case 'netns':
      return [says.inode, says.command, ...says.names, ...says.pids, ...(says.listeners ?? []).map(({ port }) => port)]
    case 'network':
      return [says.id, says.name, says.driver, ...says.subnets, ...says.gateway]
    case 'port':
      return [`${says.ip}:${says.port}/${says.protocol}`]
    case 'host':
      return [says.hostname]
    case 'world':
      return []
    default:
      return says satisfies never
  }
}

/** What stands on its edges: the ports that a container publishes, and what Docker says of its place in a network. */
const related = (topology: Topology, key: string): Words => [
  ...follow(topology, key, 'attached-to').flatMap(({ edge }) => [edge.mac, ...edge.addresses, ...edge.aliases]),
  ...followBack(topology, key, 'publishes').map(({ key: port }) => node(topology, port, 'port')?.port ?? null),
]
