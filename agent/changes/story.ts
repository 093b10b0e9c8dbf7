import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Part } from '../topology/build.ts'
import type { GraphChange } from '../topology/diff.ts'
import type { NodeAttributes, Topology } from '../topology/graph.ts'
import { namespaceTitle } from '../topology/namespace-title.ts'

/** A look, and the part of its graph in which something changed. */
export interface Side {
  readonly snapshot: Snapshot
  readonly part: Part
  readonly graph: Topology
}

/** What the words for a change are taken from. */
export interface Story {
  /** What people call a node: of the side on which it is, the newer one if on both. */
  readonly title: (key: string) => string
  /** A port of a bridge, by what is at its other end: `veth of web (veth1a2b)`. */
  readonly portTitle: (key: string) => string
  /** A bridge, and the Docker network that it is for. */
  readonly bridgeTitle: (key: string) => string
  /** Whether a node came or went: what its edges do goes without saying. */
  readonly isMoving: (key: string) => boolean
}

export const storyOf = (before: Side, after: Side, changes: readonly GraphChange[]): Story => {
  const moving = new Set(changes.flatMap(({ ends, change, object }) => (ends || change === 'changed' ? [] : [object])))
  const sideOf = (key: string): Side => (after.graph.hasNode(key) ? after : before)
  const title = (key: string): string => titleIn(sideOf(key), key)
  return {
    title,
    portTitle: (key) => {
      const { graph } = sideOf(key)
      const peer = graph.hasNode(key) ? peerIn(graph, key) : undefined
      const [port, other] = [nodeIn(graph, key), nodeIn(graph, peer ?? '')]
      if (port?.kind !== 'interface' || peer === undefined || other?.kind !== 'interface') return title(key)
      return `veth of ${titleIn(sideOf(peer), netnsOf(peer))} (${port.name})`
    },
    bridgeTitle: (key) => {
      const { graph } = sideOf(key)
      const attributes = nodeIn(graph, key)
      if (attributes?.kind !== 'interface') return title(key)
      const networks = graph.filterOutNeighbors(key, (_, { kind }) => kind === 'network').map(title)
      return networks.length === 0 ? title(key) : `${attributes.name} (${networks.join(', ')})`
    },
    isMoving: (key) => moving.has(key),
  }
}

const nodeIn = (graph: Topology, key: string): NodeAttributes | undefined =>
  graph.hasNode(key) ? graph.getNodeAttributes(key) : undefined

const peerIn = (graph: Topology, key: string): string | undefined => {
  const edge = graph.findEdge(key, (_, { kind }) => kind === 'veth-peer')
  return edge === undefined ? undefined : graph.opposite(key, edge)
}

/** The key of the namespace that the key of an interface names. */
const netnsOf = (key: string): string => key.replace(/^if:(.*)\/.*$/, 'netns:$1')

const titleIn = (side: Side, key: string): string => {
  const attributes = nodeIn(side.graph, key)
  switch (attributes?.kind) {
    case 'netns': {
      const namespace = side.part.namespaces.find(({ id }) => id === attributes.id)
      return namespace === undefined ? key : namespaceTitle(namespace, side.snapshot)
    }
    case 'interface':
      return `${attributes.name} of ${titleIn(side, netnsOf(key))}`
    case 'container':
      return `container ${attributes.name || attributes.id}`
    case 'network':
      return `network ${attributes.name}`
    case 'port':
      return key.replace(/^port:/, 'host port ')
    case 'world':
      return 'the world'
    case 'host':
      return attributes.hostname || 'the host'
    default:
      return key
  }
}
