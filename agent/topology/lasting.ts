import type { NodeAttributes, NodeOf } from './graph.ts'
import type { Listener } from './listeners.ts'

/** What is left of attributes without all that changes by itself. */
export interface Lasting {
  readonly [name: string]: unknown
}

/**
 * The attributes of a node of which a change is news: without counters, without the processes of a namespace, which come and
 * go, and without sockets that answers are waited for on.
 */
export const lastingOfNode = (attributes: NodeAttributes): Lasting => {
  switch (attributes.kind) {
    case 'netns': {
      const { pids: _, command: __, listeners, ...lasting } = attributes
      return { ...lasting, listeners: lastingListeners(listeners) }
    }
    case 'container':
      return { ...attributes, listeners: lastingListeners(attributes.listeners) }
    case 'interface': {
      const { counters: _, addresses, details, ...lasting } = attributes
      // Their order is no one's choice.
      return { ...lasting, addresses: addresses.toSorted(), details: lastingDetails(details) }
    }
    default:
      return attributes
  }
}

/** Where Linux takes ports from for whoever asks for none (net.ipv4.ip_local_port_range, by default). */
const firstEphemeralPort = 32_768

const isLasting = ({ protocol, port }: Listener): boolean => protocol === 'tcp' || port < firstEphemeralPort

/** Whose process it is may be found a look later. */
export const lastingListeners = (
  listeners: readonly Listener[] | null,
): readonly Omit<Listener, 'process'>[] | null => {
  if (listeners === null) return null
  const lasting = listeners.filter(isLasting).map(({ process: _, ...listener }) => listener)
  return [...new Map(lasting.map((listener) => [JSON.stringify(listener), listener])).values()]
}

/** Of bridges: what they learn, and what their spanning tree finds out. */
const fickle = [
  'fdbLearned',
  'topologyChange',
  'topologyChangeDetected',
  'bridgeId',
  'rootId',
  'rootPort',
  'rootPathCost',
]

/** What a kind of link says of itself, without what it only counts. */
export const lastingDetails = (details: NodeOf<'interface'>['details']): Lasting =>
  fickle.some((name) => name in details)
    ? Object.fromEntries(Object.entries(details).filter(([name]) => !fickle.includes(name)))
    : details
