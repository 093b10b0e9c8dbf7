import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { destinationOf, destinationPortOf, familyOf } from '../packet/fields.ts'
import { IPPROTO_UDP } from '../packet/packet.ts'
import { AF_INET, AF_INET6 } from '../routing/constants.ts'
import type { Device } from '../scene/device.ts'
import { lookupSocket, wantedBy } from '../sockets/lookup.ts'
import type { Context } from './context.ts'
import { decideAmong } from './decide.ts'

/** IFA_F_*, linux/if_addr.h. IPv4 has the first one, IPv6 the others. */
const SECONDARY = 0x01
const DEPRECATED = 0x20
const TENTATIVE = 0x40

/** The first address of where the packet came in (nf_tproxy_laddr4, nf_tproxy_laddr6). */
const firstAddress = ({ space, ifindex }: Device, family: 'ipv4' | 'ipv6'): string | null => {
  const [number, unfit] = family === 'ipv4' ? [AF_INET, SECONDARY] : [AF_INET6, TENTATIVE | DEPRECATED]
  for (const address of space.addresses)
    if (address.ifindex === ifindex && address.family === number && ((address.flags ?? 0) & unfit) === 0)
      return address.local ?? address.address ?? null
  return null
}

const answers = ['there is one', 'there is none']

/**
 * The local socket that TPROXY gives a packet to: one of another address and port, if it takes what is for others (IP_TRANSPARENT;
 * nf_tproxy_get_sock_v4 and _v6, net/ipv4/netfilter/nf_tproxy_ipv4.c). Null: there is none.
 * @param address null: that of the interface which the packet came in by
 * @param port 0: the packet's own
 */
export const transparentSocket = (context: Context, address: string | null, port: number): SocketRecord | null => {
  const { packet, space, in: input } = context
  if (input === null) return null
  const local = address ?? firstAddress(input, familyOf(packet)) ?? destinationOf(packet)
  const localPort = port === 0 ? destinationPortOf(packet) : port
  const found = lookupSocket(space, { ...wantedBy(packet, input), local, localPort })
  if (found.kind === 'none') return null
  if (found.kind === 'unknown') {
    const on = () => `whether a transparent socket listens at ${local} port ${localPort}: ${found.why}`
    return decideAmong(context, on, answers) === 0 ? unseen(context, local, localPort) : null
  }
  const { socket } = found
  const isConnected = packet.protocol === IPPROTO_UDP && socket.remote !== undefined
  return socket.transparent === true && !isConnected ? socket : null
}

/** A socket that may be there. */
const unseen = ({ packet, space }: Context, address: string, port: number): SocketRecord => ({
  netns: space.netns,
  protocol: packet.protocol === IPPROTO_UDP ? 'udp' : 'tcp',
  family: familyOf(packet),
  state: packet.protocol === IPPROTO_UDP ? 'close' : 'listen',
  local: { address, port },
  transparent: true,
  receiveQueue: 0,
  sendQueue: 128,
  uid: 0,
  inode: 0,
})
