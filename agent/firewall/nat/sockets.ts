import type { NetnsId } from '../../../collectors/collector.ts'
import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { isLoopback, isWildcard } from '../prefix.ts'
import type { Publication } from './publication.ts'
import type { HostSocket, Listener } from './record.ts'
import type { Scene } from './scene.ts'

/** Sockets of a namespace that take what is sent to a port. */
const hearing = (
  { socketsAt }: Scene,
  { netns, protocol, port }: { readonly netns: NetnsId; readonly protocol: string; readonly port: number },
): readonly SocketRecord[] =>
  socketsAt(netns, protocol, port).filter(
    ({ remote, state }) => remote === undefined && (protocol === 'udp' || state === 'listen'),
  )

/** Whether it hears what is sent to the address; to any but a loopback one if that is not known. */
const hears = ({ local, locals = [], onlyIpv6 }: SocketRecord, address: string | null): boolean => {
  if (local.address === '::') return address === null || address.includes(':') || onlyIpv6 !== true
  if (local.address === '0.0.0.0') return address === null || !address.includes(':')
  const bound = [local.address, ...locals].map((one) => one.replace(/^::ffff:(?=[\d.]+$)/, ''))
  return address === null ? !bound.every(isLoopback) : bound.includes(address)
}

/** Whether a program listens where the port leads to. */
export const listenerOf = (scene: Scene, publication: Publication, address: string | null): Listener => {
  const { netns, protocol, containerPort: port } = publication
  if (netns === null || netns === scene.netns || !scene.socketsRead(netns)) return { state: 'unknown' }
  const found = hearing(scene, { netns, protocol, port })
  const fitting = found.find((socket) => hears(socket, address))
  if (fitting !== undefined) return { state: 'listening', ...described(scene, fitting) }
  if (redirects(scene, netns)) return { state: 'unknown' }
  const [other] = found.toSorted(
    (one, two) => Number(isLoopback(one.local.address)) - Number(isLoopback(two.local.address)),
  )
  if (other === undefined) return { state: 'none' }
  const state = isLoopback(other.local.address) ? 'loopback-only' : 'other-address'
  return { state, ...described(scene, other) }
}

const described = ({ owners }: Scene, { local, inode }: SocketRecord): Omit<Listener, 'state'> => {
  const owner = owners.get(inode)
  return { address: local.address, ...(owner === undefined ? {} : { pid: owner.pid, command: owner.command }) }
}

/** Whether a container's own rules may lead what arrives to another port, as those of a swarm's tasks and of sidecars do. */
const redirects = ({ snapshot: { nftables, xtables } }: Scene, netns: NetnsId): boolean =>
  [...nftables, ...xtables].some(
    (table) =>
      table.netns === netns && table.chains.some(({ base, rules }) => base?.hook === 'prerouting' && rules.length > 0),
  )

/** Engines that keep the ports of their containers without serving them. */
const enginePrograms: ReadonlySet<string> = new Set(['dockerd', 'balenad'])

/** Who has the host's port open: on its very address rather than on all, and rather than on others. */
export const hostSocketOf = (scene: Scene, publication: Publication): HostSocket | null => {
  const { netns, owners, proxies, snapshot } = scene
  const { protocol, hostAddress, hostPort: port } = publication
  if (netns === null) return null
  const [socket] = hearing(scene, { netns, protocol, port })
    .filter((candidate) => overlaps(candidate, hostAddress))
    .toSorted((one, other) => rank(one, hostAddress) - rank(other, hostAddress))
  if (socket === undefined) return null
  const owner = owners.get(socket.inode)
  const role = (): HostSocket['role'] => {
    if (owner === undefined) return 'unknown'
    if (proxies.some(({ pid }) => pid === owner.pid)) return 'proxy'
    const { pid: enginePid = 0 } = snapshot.engine ?? {}
    return owner.pid === enginePid || enginePrograms.has(owner.command) ? 'engine' : 'other'
  }
  return {
    address: socket.local.address,
    role: role(),
    pid: owner?.pid ?? null,
    command: owner?.command ?? null,
  }
}

const overlaps = (socket: SocketRecord, hostAddress: string): boolean => {
  if (!isWildcard(hostAddress)) return hears(socket, hostAddress)
  const isSix = hostAddress === '::'
  const { address } = socket.local
  return address.includes(':') === isSix || (!isSix && address === '::' && socket.onlyIpv6 !== true)
}

const rank = ({ local }: SocketRecord, hostAddress: string): number => {
  if (local.address === hostAddress) return 0
  return isWildcard(local.address) ? 1 : 2
}
