import { withPort } from '../../firewall/prefix.ts'
import {
  arpOf,
  destinationOf,
  destinationPortOf,
  familyOf,
  icmpCodeOf,
  icmpTypeOf,
  isIcmp,
  neighbourMessageOf,
  sourceOf,
  sourcePortOf,
  tcpFlagsOf,
} from './fields.ts'
import { hasPorts, IPPROTO_SCTP, IPPROTO_UDPLITE } from './layout.ts'
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, IPPROTO_TCP, IPPROTO_UDP, type Packet } from './packet.ts'

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

const protocolNames: ReadonlyMap<number, string> = new Map([
  [IPPROTO_TCP, 'tcp'],
  [IPPROTO_UDP, 'udp'],
  [IPPROTO_UDPLITE, 'udplite'],
  [IPPROTO_SCTP, 'sctp'],
])

const icmpNames: ReadonlyMap<number, string> = new Map([
  [0, 'echo reply'],
  [3, 'unreachable'],
  [5, 'redirect'],
  [8, 'echo request'],
  [11, 'time exceeded'],
  [12, 'parameter problem'],
])

const icmp6Names: ReadonlyMap<number, string> = new Map([
  [1, 'unreachable'],
  [2, 'packet too big'],
  [3, 'time exceeded'],
  [4, 'parameter problem'],
  [128, 'echo request'],
  [129, 'echo reply'],
  [133, 'router solicitation'],
  [134, 'router advertisement'],
  [135, 'neighbour solicitation'],
  [136, 'neighbour advertisement'],
])

/** One line for people: `tcp 172.18.0.2:40000 > 172.18.0.3:5432 SYN`. */
export const packetText = (packet: Packet): string => {
  if (packet.etherType === ETH_P_ARP) return arpText(packet)
  if (packet.etherType !== ETH_P_IP && packet.etherType !== ETH_P_IPV6)
    return `frame of protocol 0x${packet.etherType.toString(16).padStart(4, '0')}`
  const family = familyOf(packet)
  const [source, destination] = [sourceOf(packet), destinationOf(packet)]
  if (hasPorts(packet.protocol)) {
    const name = protocolNames.get(packet.protocol)
    const ends = `${withPort(source, sourcePortOf(packet))} > ${withPort(destination, destinationPortOf(packet))}`
    const flags = flagNames.filter((_, bit) => (tcpFlagsOf(packet) & (1 << bit)) !== 0)
    return [name, ends, ...(flags.length > 0 ? [flags.join(',')] : [])].join(' ')
  }
  const ends = `${source} > ${destination}`
  if (isIcmp(packet)) return `${family === 'ipv4' ? 'icmp' : 'icmpv6'} ${ends} ${icmpText(packet, family)}`
  return `protocol ${packet.protocol} ${ends}`
}

const arpText = (packet: Packet): string => {
  const arp = arpOf(packet)
  if (arp === null) return 'arp'
  return arp.operation === 1
    ? `arp who has ${arp.targetAddress} tell ${arp.senderAddress}`
    : `arp ${arp.senderAddress} is at ${arp.senderMac}`
}

const icmpText = (packet: Packet, family: 'ipv4' | 'ipv6'): string => {
  const type = icmpTypeOf(packet)
  const code = icmpCodeOf(packet)
  const name = (family === 'ipv4' ? icmpNames : icmp6Names).get(type) ?? `type ${type}`
  const neighbour = neighbourMessageOf(packet)
  if (neighbour !== null) return `${name} of ${neighbour.target}`
  return code === 0 && name !== 'unreachable' ? name : `${name} code ${code}`
}
