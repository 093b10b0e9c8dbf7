import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { withPort } from '../../firewall/prefix.ts'
import { destinationPortOf, sourceOf } from '../packet/fields.ts'
import { IPPROTO_TCP, type Sender } from '../packet/packet.ts'
import { isLinkLocal } from '../routing/ipv6/kind.ts'
import { type Found, lookupSocket, wantedBy } from '../sockets/lookup.ts'
import { type Arrival, lose, note, type Trial } from '../trial.ts'

/**
 * The socket that takes a packet; null: one of which nothing is known, as the sockets could not be read. Without one the packet is
 * lost, and who is to blame is told.
 */
export const socketFor = (trial: Trial, { space, packet, device }: Arrival): SocketRecord | null | 'none' => {
  const wanted = wantedBy(packet, device)
  const found: Found =
    packet.socket === undefined
      ? lookupSocket(space, wanted)
      : { kind: 'found', socket: packet.socket, group: [packet.socket] }
  const port = destinationPortOf(packet)
  const protocol = packet.protocol === IPPROTO_TCP ? 'tcp' : 'udp'
  if (found.kind === 'found') {
    const { local } = found.socket
    note(packet, {
      kind: 'socket',
      space,
      detail: () => `${protocol} ${withPort(local.address, local.port)}`,
      object: () => space.key,
    })
    return found.socket
  }
  if (found.kind === 'unknown') {
    const answer = trial.decide({
      key: `socket ${space.netns} ${protocol} ${port}`,
      on: () =>
        `whether a program of ${space.title} hears on ${protocol} port ${port}: its sockets could not be read (${found.why})`,
      answers: ['a program hears', 'nobody hears'],
    })
    if (answer === 0) return null
  }
  const others = found.kind === 'none' ? found.others : []
  lose(trial, {
    reason: others.length > 0 ? 'socket-elsewhere' : 'no-socket',
    space,
    packet,
    device,
    fact: () =>
      others.length === 0
        ? `nobody on ${space.title} hears on ${protocol} port ${port}`
        : `on ${space.title} only ${others.map(textOf).join(' and ')} hears on ${protocol} port ${port}`,
  })
  return 'none'
}

/** An answer goes out as the socket would send it (inet_csk_route_req, net/ipv4/inet_connection_sock.c). */
export const senderOf = (socket: SocketRecord | null, { packet, device }: Arrival): Sender => ({
  uid: socket?.uid ?? 0,
  gid: 0,
  device: socket?.device ?? (isLinkLocal(sourceOf(packet)) ? device.ifindex : 0),
  kernel: false,
})

const textOf = ({ local, device, onlyIpv6, remote }: SocketRecord): string =>
  [
    withPort(local.address, local.port),
    ...(device === undefined || device === 0 ? [] : [`of interface ${device}`]),
    ...(onlyIpv6 === true ? ['of IPv6 only'] : []),
    ...(remote === undefined ? [] : [`connected to ${withPort(remote.address, remote.port)}`]),
  ].join(' ')
