import { bytesOfAddress, macBytes, write16, write32 } from './address-bytes.ts'
import {
  ACK,
  destinationOf,
  destinationPortOf,
  FIN,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_SOLICITATION,
  payloadLengthOf,
  RST,
  SYN,
  sourceOf,
  sourcePortOf,
  tcpAcknowledgementOf,
  tcpFlagsOf,
  tcpSequenceOf,
  tosOf,
} from './fields.ts'
import { packetOf } from './layout.ts'
import {
  ETH_P_ARP,
  ETH_P_IPV6,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_TCP,
  IPPROTO_UDP,
  type Packet,
  type Sender,
} from './packet.ts'
import { drawnIdentification, drawnSequence } from './random-bytes.ts'
import { type IpOptions, ipPacket, payloadBytes } from './write-headers.ts'

interface TcpOptions extends IpOptions {
  readonly sourcePort: number
  readonly destinationPort: number
  /** SYN, ACK, … of fields.ts */
  readonly flags: number
  readonly sequence?: number
  readonly acknowledgement?: number
  /** What is written into the header: not scaled. */
  readonly window?: number
  /** Of a SYN: bytes that a segment may have; by default what fits into an MTU of 1500. */
  readonly maximumSegment?: number
  /** Bytes, or how many zeros. */
  readonly payload?: number | Uint8Array
  /** False: no options at all, as resets have. */
  readonly withOptions?: boolean
}

/** MSS, SACK permitted, timestamps, window scale: what a SYN of Linux 6.18 carries (tcp_syn_options, net/ipv4/tcp_output.c). */
const synOptions = (maximumSegment: number): Uint8Array => {
  const options = Uint8Array.of(2, 4, 0, 0, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 10)
  write16(options, 2, maximumSegment)
  return options
}

/** Two NOPs and timestamps: what every later segment carries (tcp_established_options). */
const timestamps = Uint8Array.of(1, 1, 8, 10, 0, 0, 0, 2, 0, 0, 0, 1)

/** 64 KiB in whole segments, in a SYN-ACK without the bytes of timestamps; scaled by 1024 later (tcp_select_initial_window). */
const windowOf = (flags: number, destination: string): number => {
  if ((flags & SYN) === 0) return 63
  const isIpv6 = destination.includes(':')
  if ((flags & ACK) !== 0) return isIpv6 ? 64260 : 65160
  return isIpv6 ? 64800 : 64240
}

/** A segment as Linux sends it. */
export const tcpPacket = (options: TcpOptions): Packet => {
  const { flags, withOptions = true, destination } = options
  const isSyn = (flags & SYN) !== 0
  const mss = options.maximumSegment ?? (destination.includes(':') ? 1440 : 1460)
  const tcpOptions = !withOptions ? new Uint8Array(0) : isSyn ? synOptions(mss) : timestamps
  const payload = payloadBytes(options.payload)
  const bytes = new Uint8Array(20 + tcpOptions.length + payload.length)
  write16(bytes, 0, options.sourcePort)
  write16(bytes, 2, options.destinationPort)
  write32(bytes, 4, options.sequence ?? drawnSequence)
  write32(bytes, 8, options.acknowledgement ?? 0)
  bytes[12] = ((20 + tcpOptions.length) / 4) << 4
  bytes[13] = flags
  write16(bytes, 14, options.window ?? windowOf(flags, destination))
  bytes.set(tcpOptions, 20)
  bytes.set(payload, 20 + tcpOptions.length)
  // What no socket sends yet, or any more, has none.
  const identification = (isSyn && (flags & ACK) !== 0) || !withOptions ? 0 : drawnIdentification
  return ipPacket({ identification, ...options }, IPPROTO_TCP, bytes)
}

interface UdpOptions extends IpOptions {
  readonly sourcePort: number
  readonly destinationPort: number
  /** Bytes, or how many zeros. */
  readonly payload?: number | Uint8Array
}

export const udpPacket = (options: UdpOptions): Packet => {
  const payload = payloadBytes(options.payload)
  const bytes = new Uint8Array(8 + payload.length)
  write16(bytes, 0, options.sourcePort)
  write16(bytes, 2, options.destinationPort)
  write16(bytes, 4, bytes.length)
  bytes.set(payload, 8)
  return ipPacket({ identification: drawnIdentification, ...options }, IPPROTO_UDP, bytes)
}

interface EchoOptions extends IpOptions {
  readonly identifier: number
  readonly sequence?: number
  /** Bytes, or how many zeros; 56 by default, as `ping` sends. */
  readonly payload?: number | Uint8Array
}

/** An echo request of ICMP or ICMPv6. */
export const echoPacket = (options: EchoOptions): Packet => {
  const isIpv6 = options.destination.includes(':')
  const payload = payloadBytes(options.payload ?? 56)
  const bytes = new Uint8Array(8 + payload.length)
  bytes[0] = isIpv6 ? 128 : 8
  write16(bytes, 4, options.identifier)
  write16(bytes, 6, options.sequence ?? 1)
  bytes.set(payload, 8)
  return ipPacket({ identification: drawnIdentification, ...options }, isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, bytes)
}

/** What the kernel itself sends: nobody owns it. */
export const kernelSender: Sender = { uid: 0, gid: 0, device: 0, kernel: true }

/**
 * The answer to an echo request (icmp_reply, net/ipv4/icmp.c; icmpv6_echo_reply): the same identifier, sequence number and data, from
 * where the request was sent to, with its TOS. IPv4 may fragment it.
 */
export const echoReplyTo = (packet: Packet, label = `reply to ${packet.label}`): Packet => {
  const isIpv6 = packet.etherType === ETH_P_IPV6
  const bytes = packet.bytes.slice(packet.transport)
  bytes[0] = isIpv6 ? 129 : 0
  write16(bytes, 2, 0)
  const options: IpOptions = {
    label,
    source: destinationOf(packet),
    destination: sourceOf(packet),
    tos: tosOf(packet),
    dontFragment: false,
    identification: drawnIdentification,
    sender: kernelSender,
  }
  return ipPacket(options, isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, bytes)
}

interface IcmpErrorOptions {
  readonly type: number
  readonly code: number
  /** The address that complains. */
  readonly source: string
  /** Of `fragmentation needed` and `packet too big`. */
  readonly mtu?: number
  readonly label?: string
}

/** Most bytes of an ICMP error (RFC 1812, section 4.3.2.3), and of an ICMPv6 error (RFC 4443, section 2.4). */
const MOST_IPV4 = 576
const MOST_IPV6 = 1280

/** TOS of errors: that of the packet with `internetwork control` as precedence (icmp_send, IPTOS_PREC_INTERNETCONTROL). */
export const errorTos = (packet: Packet): number => (tosOf(packet) & 0x1e) | 0xc0

/** The error that answers a packet, to who sent it, quoting as much as fits (icmp_send; icmp6_send). */
export const icmpErrorFor = (packet: Packet, { type, code, source, mtu, label }: IcmpErrorOptions): Packet => {
  const isIpv6 = packet.etherType === ETH_P_IPV6
  const quoted = packet.bytes.subarray(0, isIpv6 ? MOST_IPV6 - 48 : MOST_IPV4 - 28)
  const bytes = new Uint8Array(8 + quoted.length)
  bytes[0] = type
  bytes[1] = code
  if (mtu !== undefined) {
    if (isIpv6) write32(bytes, 4, mtu)
    else write16(bytes, 6, mtu)
  }
  bytes.set(quoted, 8)
  const options: IpOptions = {
    label: label ?? `error about ${packet.label}`,
    source,
    destination: sourceOf(packet),
    tos: isIpv6 ? 0 : errorTos(packet),
    dontFragment: false,
    identification: drawnIdentification,
    sender: kernelSender,
  }
  return ipPacket(options, isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, bytes)
}

/** What acknowledges a segment: SYN and FIN count like a byte (RFC 9293, section 3.4). */
const nextSequenceOf = (packet: Packet): number => {
  const flags = tcpFlagsOf(packet)
  const length = payloadLengthOf(packet) + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0)
  return (tcpSequenceOf(packet) + length) >>> 0
}

/**
 * The reset that answers a segment, from where it was sent to (tcp_v4_send_reset, net/ipv4/tcp_ipv4.c; nf_reject_ip_tcphdr_put, which
 * counts the same). Null for what is no TCP, and for a reset, which nobody answers.
 */
export const resetFor = (packet: Packet, label = `reset of ${packet.label}`): Packet | null => {
  const flags = tcpFlagsOf(packet)
  if (packet.protocol !== IPPROTO_TCP || (flags & RST) !== 0) return null
  const hasAck = (flags & ACK) !== 0
  return tcpPacket({
    label,
    source: destinationOf(packet),
    destination: sourceOf(packet),
    sourcePort: destinationPortOf(packet),
    destinationPort: sourcePortOf(packet),
    flags: hasAck ? RST : RST | ACK,
    sequence: hasAck ? tcpAcknowledgementOf(packet) : 0,
    acknowledgement: hasAck ? 0 : nextSequenceOf(packet),
    window: 0,
    withOptions: false,
    sender: kernelSender,
  })
}

/** The next segment of an exchange: to who sent `packet`, acknowledging it. */
export const tcpAnswerTo = (
  packet: Packet,
  answer: {
    readonly label: string
    readonly flags: number
    readonly payload?: number | Uint8Array
    readonly sender?: Sender | null
  },
): Packet => {
  const flags = tcpFlagsOf(packet)
  return tcpPacket({
    ...answer,
    source: destinationOf(packet),
    destination: sourceOf(packet),
    sourcePort: destinationPortOf(packet),
    destinationPort: sourcePortOf(packet),
    ...((flags & ACK) === 0 ? {} : { sequence: tcpAcknowledgementOf(packet) }),
    acknowledgement: nextSequenceOf(packet),
  })
}

interface ArpOptions {
  readonly label: string
  readonly operation: 'request' | 'reply'
  readonly senderMac: string
  readonly senderAddress: string
  /** Of a request nobody knows it: zeros. */
  readonly targetMac?: string
  readonly targetAddress: string
  /** To whom the frame goes: everybody, by default. */
  readonly to?: string
}

/** How an ARP message begins: the types of its addresses (Ethernet, IPv4), and how long they are. */
const ethernetForIpv4 = Uint8Array.of(0, 1, 8, 0, 6, 4)
const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff'

/** ARP over Ethernet for IPv4 (arp_create, net/ipv4/arp.c). */
export const arpPacket = (options: ArpOptions): Packet => {
  const bytes = new Uint8Array(28)
  bytes.set(ethernetForIpv4)
  bytes[7] = options.operation === 'request' ? 1 : 2
  bytes.set(macBytes(options.senderMac), 8)
  bytes.set(bytesOfAddress(options.senderAddress), 14)
  if (options.targetMac !== undefined) bytes.set(macBytes(options.targetMac), 18)
  bytes.set(bytesOfAddress(options.targetAddress), 24)
  const link = { source: options.senderMac, destination: options.to ?? BROADCAST_MAC }
  return packetOf(options.label, ETH_P_ARP, bytes, { link, sender: kernelSender })
}

/** The group that an IPv6 address is asked for in (RFC 4291, section 2.7.1). */
const solicitedNodeGroup = (target: string): string => {
  const [, , , , , , , , , , , , , a = 0, b = 0, c = 0] = bytesOfAddress(target)
  return `ff02::1:ff${a.toString(16).padStart(2, '0')}:${((b << 8) | c).toString(16)}`
}

/** The hardware address of a multicast group (ipv6_eth_mc_map, ip_eth_mc_map). */
export const multicastMac = (group: string): string => {
  const bytes = bytesOfAddress(group)
  const mac =
    bytes.length === 16
      ? [0x33, 0x33, ...bytes.subarray(12)]
      : [0x01, 0x00, 0x5e, (bytes[1] ?? 0) & 0x7f, bytes[2] ?? 0, bytes[3] ?? 0]
  return mac.map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

interface SolicitationOptions {
  readonly label: string
  readonly source: string
  readonly mac: string
  readonly target: string
  /** The target itself (to see whether it is still there); by default its group. */
  readonly to?: { readonly address: string; readonly mac: string }
}

const neighbourMessage = (type: number, flags: number, target: string, mac: string): Uint8Array => {
  const bytes = new Uint8Array(32)
  bytes[0] = type
  bytes[4] = flags
  bytes.set(bytesOfAddress(target), 8)
  bytes[24] = type === NEIGHBOUR_SOLICITATION ? 1 : 2
  bytes[25] = 1
  bytes.set(macBytes(mac), 26)
  return bytes
}

/** Who has this IPv6 address? (ndisc_send_ns, net/ipv6/ndisc.c) */
export const neighbourSolicitation = ({ label, source, mac, target, to }: SolicitationOptions): Packet => {
  const destination = to?.address ?? solicitedNodeGroup(target)
  const message = neighbourMessage(NEIGHBOUR_SOLICITATION, 0, target, mac)
  const packet = ipPacket({ label, source, destination, ttl: 255, sender: kernelSender }, IPPROTO_ICMPV6, message)
  packet.link = { source: mac, destination: to?.mac ?? multicastMac(destination) }
  return packet
}

interface AdvertisementOptions {
  readonly label: string
  /** Who answers. */
  readonly source: string
  readonly mac: string
  readonly target: string
  readonly to: { readonly address: string; readonly mac: string }
  /** The sender forwards (flag R). */
  readonly isRouter?: boolean
  /** False for a proxy: it must not replace what is known (flag O). */
  readonly overrides?: boolean
}

/** I have it. (ndisc_send_na) */
export const neighbourAdvertisement = (options: AdvertisementOptions): Packet => {
  const { label, source, mac, target, to, isRouter = false, overrides = true } = options
  const flags = (isRouter ? 0x80 : 0) | 0x40 | (overrides ? 0x20 : 0)
  const message = neighbourMessage(NEIGHBOUR_ADVERTISEMENT, flags, target, mac)
  const packet = ipPacket(
    { label, source, destination: to.address, ttl: 255, sender: kernelSender },
    IPPROTO_ICMPV6,
    message,
  )
  packet.link = { source: mac, destination: to.mac }
  return packet
}
