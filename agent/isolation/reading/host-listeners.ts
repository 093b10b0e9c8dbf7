import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Context } from '../context.ts'
import { engineNetns } from './networks.ts'
import { publishedPorts } from './published.ts'

/** A service of the host itself. */
export interface HostListener {
  readonly socket: SocketRecord
  readonly protocol: 'tcp' | 'udp'
  /** `sshd`; the kernel's own, and what could not be found, have none. */
  readonly process: string | null
}

/** Where Linux takes ports from for whoever asks for none: an answer is waited for there. */
const firstEphemeralPort = 32_768

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'

/**
 * What listens in the engine's namespace (the host's, without one) for others than the host itself. What the engine or its proxies
 * listen on for a published port is not the host's.
 */
export const hostListeners = (context: Context): readonly HostListener[] => {
  const { snapshot } = context
  const netns = engineNetns(snapshot)
  const owners = new Map(snapshot.socketOwners.map((owner) => [owner.inode, owner]))
  const proxies = new Set(snapshot.portProxies.map(({ inode }) => inode))
  const published = new Set(publishedPorts(context).map(({ publication: { port } }) => `${port.protocol} ${port.port}`))
  const found = new Map<string, HostListener>()
  for (const socket of snapshot.sockets) {
    const protocol = listening(socket)
    if (socket.netns !== netns || protocol === null || isLoopback(socket.local.address)) continue
    if (proxies.has(socket.inode) || published.has(`${protocol} ${socket.local.port}`)) continue
    const owner = owners.get(socket.inode)
    // A container in the host's network has findings of its own.
    if (owner?.container !== undefined) continue
    const key = `${protocol} ${socket.local.address} ${socket.local.port}`
    if (!found.has(key)) found.set(key, { socket, protocol, process: owner?.command ?? null })
  }
  return [...found.values()]
}

const listening = ({ protocol, state, local, remote }: SocketRecord): HostListener['protocol'] | null => {
  if (protocol === 'tcp') return state === 'listen' ? 'tcp' : null
  return protocol === 'udp' && remote === undefined && local.port > 0 && local.port < firstEphemeralPort ? 'udp' : null
}

/** Sockets on which dockerd itself takes commands over TCP; also those on loopback. */
export const engineApis = (context: Context): readonly HostListener[] => {
  const { snapshot } = context
  const published = new Set(publishedPorts(context).map(({ publication: { port } }) => port.port))
  const owners = new Map(snapshot.socketOwners.map((owner) => [owner.inode, owner]))
  return snapshot.sockets.flatMap((socket) => {
    const process = owners.get(socket.inode)?.command
    const isApi =
      process === 'dockerd' &&
      context.hostNetns.has(socket.netns) &&
      listening(socket) === 'tcp' &&
      !published.has(socket.local.port) &&
      !swarmPorts.has(socket.local.port)
    return isApi ? [{ socket, protocol: 'tcp' as const, process }] : []
  })
}

/** Between the managers and nodes of a swarm, always with TLS or keys of their own. */
const swarmPorts: ReadonlySet<number> = new Set([2377, 7946])

/** An address at which others find a listener: its own, or one of those that a network has for the host. */
export const addressFor = (
  { socket: { local, family, onlyIpv6 } }: HostListener,
  hosts: readonly string[],
): string | null => {
  if (local.address !== '0.0.0.0' && local.address !== '::') return local.address
  const hears = (address: string): boolean =>
    family === 'ipv6' ? address.includes(':') || onlyIpv6 !== true : !address.includes(':')
  return hosts.find(hears) ?? null
}

/** `sshd on 0.0.0.0:22/tcp` */
export const listenerWords = ({ process, protocol, socket: { local } }: HostListener): string =>
  `${process ?? 'a socket'} on ${local.address.includes(':') ? `[${local.address}]` : local.address}:${local.port}/${protocol}`

/** The key of the host's namespace that a record is of. */
export const titleOfHost = ({ host }: Snapshot): string => host?.hostname || 'the host'
