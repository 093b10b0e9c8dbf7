import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { destinationOf, destinationPortOf, familyOf, sourceOf, sourcePortOf } from '../packet/fields.ts'
import { IPPROTO_TCP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { socketsAt } from './by-port.ts'
import { arrivalDevice, isDeviceWanted } from './device.ts'

/** What a packet is looked up by. */
export interface Wanted {
  readonly protocol: 'tcp' | 'udp'
  readonly family: 'ipv4' | 'ipv6'
  readonly local: string
  readonly localPort: number
  readonly remote: string
  readonly remotePort: number
  /** ifindex of where it came in, as sockets see it, and of the VRF of that. */
  readonly device: number
  readonly vrf: number
}

/** `other`: sockets that hear on that port, and not this packet. `unknown`: the sockets of the namespace could not be read. */
export type Found =
  | { readonly kind: 'found'; readonly socket: SocketRecord; readonly group: readonly SocketRecord[] }
  | { readonly kind: 'none'; readonly others: readonly SocketRecord[] }
  | { readonly kind: 'unknown'; readonly why: string }

/** What a delivered packet is looked up by. */
export const wantedBy = (packet: Packet, device: Device): Wanted => ({
  protocol: packet.protocol === IPPROTO_TCP ? 'tcp' : 'udp',
  family: familyOf(packet),
  local: destinationOf(packet),
  localPort: destinationPortOf(packet),
  remote: sourceOf(packet),
  remotePort: sourcePortOf(packet),
  ...arrivalDevice(packet, device),
})

/**
 * Which socket takes a packet: a listening one of TCP (`__inet_lookup_listener`, net/ipv4/inet_hashtables.c; its IPv6 twin), any of
 * UDP (`__udp4_lib_lookup`, net/ipv4/udp.c). Established connections of TCP are in no dump that is taken.
 */
export const lookupSocket = (space: Space, wanted: Wanted): Found => {
  const why = space.missing.get('sockets')
  if (why !== undefined) return { kind: 'unknown', why }
  const at = socketsAt(space, wanted.protocol, wanted.localPort)
  // Sockets of the very address come first, whatever else the others have.
  for (const isWildcard of [false, true]) {
    let best: SocketRecord[] = []
    let most = -1
    for (const socket of at) {
      if (isAnyAddress(socket) !== isWildcard) continue
      const score = scoreOf(socket, wanted)
      if (score > most) {
        most = score
        best = [socket]
      } else if (score === most && score >= 0) best.push(socket)
    }
    const [socket] = best
    if (socket !== undefined) return { kind: 'found', socket, group: best }
  }
  return { kind: 'none', others: at }
}

const mapped = '::ffff:'

const isAnyAddress = ({ local }: SocketRecord): boolean =>
  local.address === '0.0.0.0' || local.address === '::' || local.address === '::ffff:0.0.0.0'

const sameAddress = (bound: string, address: string): boolean => bound === address || bound === mapped + address

/** compute_score of TCP and UDP; -1: it is not for this socket. */
const scoreOf = (socket: SocketRecord, wanted: Wanted): number => {
  const isV6 = socket.family === 'ipv6'
  if (wanted.family === 'ipv6' ? !isV6 || socket.local.address.startsWith(mapped) : isV6 && !servesIpv4(socket))
    return -1
  if (!isAnyAddress(socket) && !sameAddress(socket.local.address, wanted.local)) return -1
  if (!isDeviceWanted(socket.device, wanted)) return -1
  let score = wanted.family === socket.family ? 1 : 0
  const { remote } = socket
  if (remote !== undefined && wanted.protocol === 'udp') {
    if (!sameAddress(remote.address, wanted.remote) || remote.port !== wanted.remotePort) return -1
    score += 8
  }
  if (socket.device !== undefined && socket.device !== 0) score += wanted.protocol === 'udp' ? 4 : 1
  return score
}

/** Not told by `/proc` readers: then as bound to `::` without the option, which is the default. */
const servesIpv4 = ({ onlyIpv6, local }: SocketRecord): boolean =>
  onlyIpv6 !== true && (local.address === '::' || local.address.startsWith(mapped))
