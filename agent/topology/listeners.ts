import type { NetnsId } from '../../collectors/collector.ts'
import type { Container } from '../../collectors/containers/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import type { SocketRecord } from '../../collectors/sockets/record.ts'
import { flag, type Infer, integer, nullable, oneOf, record, text } from '../../collectors/wire/shape.ts'
import { remembered } from '../indexes/remembered.ts'
import { type Identities, identitiesOf } from './identity.ts'

/** A port on which connections or datagrams are waited for. */
export const listenerShape = record({
  protocol: oneOf(['tcp', 'udp', 'udplite', 'sctp']),
  /** `0.0.0.0` or `::` when it hears on every address; `::` then serves IPv4 as well, unless `onlyIpv6`. */
  address: text,
  port: integer,
  onlyIpv6: flag,
  /** Name of the only interface on which it hears (SO_BINDTODEVICE). */
  device: nullable(text),
  /** Name of the process that has the socket; null for the kernel's own, and where it could not be found. */
  process: nullable(text),
})
export type Listener = Infer<typeof listenerShape>

/** Who listens where. Null: nobody could look. */
export interface Listeners {
  readonly ofContainer: (container: Container) => readonly Listener[] | null
  /** Those that are no container's. */
  readonly ofNamespace: (netns: NetnsId) => readonly Listener[] | null
}

/**
 * The listening sockets of a snapshot. A socket belongs to the container whose cgroup its process is in, if that runs in the
 * socket's namespace. Others belong to the first container of the namespace; in a namespace of the host to the namespace
 * itself. Docker's name server, which is in every container of a user's network, is nobody's.
 */
export const listenersOf = remembered((snapshot: Snapshot): Listeners => {
  const identities = identitiesOf(snapshot)
  const owners = new Map(snapshot.socketOwners.map((owner) => [owner.inode, owner]))
  const containers = Map.groupBy(snapshot.containers, ({ netns }) => netns)
  const ofHost = new Set([
    ...snapshot.namespaces.filter(({ root }) => root).map(({ id }) => id),
    snapshot.engine?.netns,
  ])
  const found = new Map<string, Listener[]>()
  for (const socket of snapshot.sockets.filter(isListening)) {
    const { netns, inode } = socket
    const owner = owners.get(inode)
    const inside = containers.get(netns) ?? []
    const own = inside.find(({ id }) => id === owner?.container)
    const first = ofHost.has(netns) ? undefined : firstOf(inside)
    if (own === undefined && first !== undefined && isDockersNameServer(socket)) continue
    const container = own ?? first
    const key = container === undefined ? namespaceKey(netns) : containerKey(container)
    const listeners = found.get(key) ?? []
    listeners.push(...listenersAt(socket, identities, owner?.command || null))
    found.set(key, listeners)
  }
  const looked = lookedAt(snapshot)
  return {
    ofContainer: (container) => {
      const { netns, pid } = container
      if (netns === null) return pid > 0 ? null : []
      return looked.has(netns) ? inOrder(found.get(containerKey(container)) ?? []) : null
    },
    ofNamespace: (netns) => (looked.has(netns) ? inOrder(found.get(namespaceKey(netns)) ?? []) : null),
  }
})

const containerKey = ({ id }: Container): string => `container ${id}`
const namespaceKey = (netns: NetnsId): string => `netns ${netns}`

type Listening = SocketRecord & { readonly protocol: Listener['protocol'] }

/** A socket of UDP that is connected hears one other alone. */
const isListening = (socket: SocketRecord): socket is Listening => {
  const { protocol, state, local, remote } = socket
  if (protocol === 'raw' || local.port === 0) return false
  return protocol === 'tcp' || protocol === 'sctp' ? state === 'listen' : remote === undefined
}

/** dockerd opens it in the container's namespace (libnetwork's embedded resolver). */
const isDockersNameServer = ({ local }: SocketRecord): boolean => local.address === '127.0.0.11'

/** The one that the others joined. */
const firstOf = (containers: readonly Container[]): Container | undefined =>
  containers.find(({ networkMode }) => !networkMode.startsWith('container:')) ?? containers[0]

const listenersAt = (socket: Listening, identities: Identities, process: string | null): readonly Listener[] => {
  const { protocol, local, locals, netns, device, onlyIpv6 = false } = socket
  const on = device === undefined ? null : (identities.link(netns, device)?.name ?? `${device}`)
  return (locals ?? [local.address]).map((address) => ({
    protocol,
    address,
    port: local.port,
    onlyIpv6,
    device: on,
    process,
  }))
}

/** The namespaces whose sockets were read: settings are read of every one that was entered at all. */
const lookedAt = ({ namespaces, sysctls, sockets, problems }: Snapshot): ReadonlySet<NetnsId> => {
  const failures = problems.filter(({ collector, kind }) => collector === 'sockets' && kind !== 'vanished')
  // What the kernel refuses, it refuses everywhere.
  if (sockets.length === 0 && failures.some(({ about }) => about === undefined)) return new Set()
  const failed = new Set(failures.map(({ about }) => about))
  const entered = namespacesIn(sysctls)
  return new Set(
    namespaces
      .filter(({ inode, names }) => failed.size === 0 || ![inode, ...names].some((name) => failed.has(`netns ${name}`)))
      .flatMap(({ id }) => (entered.has(id) ? [id] : [])),
  )
}

const namespacesIn = remembered(
  (records: readonly { readonly netns: NetnsId }[]): ReadonlySet<NetnsId> => new Set(records.map(({ netns }) => netns)),
)

/** By port, each once: several sockets of one process may share a port (SO_REUSEPORT). */
const inOrder = (listeners: readonly Listener[]): readonly Listener[] => {
  const unique = new Map(listeners.map((one) => [sortKey(one), one]))
  return [...unique].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, listener]) => listener)
}

const digitsOfPort = 5
const sortKey = ({ port, ...others }: Listener): string =>
  JSON.stringify([
    `${port}`.padStart(digitsOfPort, '0'),
    others.protocol,
    others.address,
    others.onlyIpv6,
    others.device,
    others.process,
  ])
