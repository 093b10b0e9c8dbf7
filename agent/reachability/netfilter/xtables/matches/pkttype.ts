import { ETH_P_IP, ETH_P_IPV6, type Packet, type PacketType } from '../../../packet/packet.ts'
import type { CompileMatch } from './match-test.ts'
import { packetTypeNumbers } from './packet-type.ts'

/** In the words of iptables; others are numbers. */
const words: { readonly [word: string]: number } = { unicast: 0, broadcast: 1, multicast: 2, otherhost: 3 }

/** IPv4: 224.0.0.0/4; IPv6: ff00::/8. */
export const isToMulticast = ({ etherType, bytes }: Packet): boolean =>
  (etherType === ETH_P_IP && (bytes[16] ?? 0) >>> 4 === 0xe) || (etherType === ETH_P_IPV6 && bytes[24] === 0xff)

/** pkttype_mt, net/netfilter/xt_pkttype.c. What is sent here is of type `host` for all hooks of IP. */
const typeOf = (packet: Packet): PacketType => {
  if (packet.packetType === 'outgoing') return 'host'
  if (packet.packetType !== 'loopback') return packet.packetType
  return isToMulticast(packet) ? 'multicast' : 'broadcast'
}

export const pkttype: CompileMatch<'pkttype'> = ({ type, invert }) => {
  const wanted = words[type] ?? Number(type)
  return ({ packet }) => (packetTypeNumbers[typeOf(packet)] === wanted) !== invert
}
