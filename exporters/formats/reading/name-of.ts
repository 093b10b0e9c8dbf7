import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../printable.ts'

/** What people call a node, safe to show. */
export const nameOf = (topology: Topology, key: string): string => {
  const attributes = topology.getNodeAttributes(key)
  switch (attributes.kind) {
    case 'host':
      return printable(attributes.hostname || 'host')
    case 'container':
      return printable(attributes.name || attributes.id)
    case 'interface':
      return printable(attributes.name || `interface ${attributes.ifindex}`)
    case 'network':
      return printable(attributes.name || attributes.id)
    case 'netns':
      return printable(attributes.names[0] ?? key)
    case 'port':
      return printable(`${attributes.ip.includes(':') ? `[${attributes.ip}]` : attributes.ip}:${attributes.port}`)
    case 'world':
      return 'world'
    default:
      return attributes satisfies never
  }
}
