import { read16, read32 } from '../../../packet/address-bytes.ts'
import { ETH_P_IPV6, IPPROTO_UDP, type Packet } from '../../../packet/packet.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'
import { fragmentOffset, holds, protocolOf, transportAt } from './transport.ts'

/** IPPROTO_L2TP, linux/in.h */
const IPPROTO_L2TP = 115
const UDP_HEADER = 8

/** Bits of the first two bytes (RFC 2661, section 3.1). */
const CONTROL = 0x8000
const HAS_LENGTH = 0x4000

interface Tunnel {
  readonly version: number
  readonly type: 'control' | 'data'
  readonly tunnel: number
  readonly session: number
}

/** l2tp_udp_mt */
const inUdp = (packet: Packet, at: number): Tunnel | null => {
  const { bytes } = packet
  if (fragmentOffset(packet) !== 0 || !holds(packet, at, 2)) return null
  const flags = read16(bytes, at)
  const type = (flags & CONTROL) !== 0 ? 'control' : 'data'
  const version = flags & 0xf
  if (version === 3) {
    if (!holds(packet, at + 4, 4)) return null
    const id = read32(bytes, at + 4)
    return { version, type, tunnel: type === 'control' ? id : 0, session: type === 'data' ? id : 0 }
  }
  const from = at + ((flags & HAS_LENGTH) !== 0 ? 4 : 2)
  if (version !== 2 || !holds(packet, from, 4)) return null
  return { version, type, tunnel: read16(bytes, from), session: read16(bytes, from + 2) }
}

/** l2tp_ip_mt */
const inIp = (packet: Packet, at: number): Tunnel | null => {
  if (!holds(packet, at, 4)) return null
  const session = read32(packet.bytes, at)
  if (session !== 0) return { version: 3, type: 'data', tunnel: 0, session }
  return holds(packet, at + 8, 4)
    ? { version: 3, type: 'control', tunnel: read32(packet.bytes, at + 8), session: 0 }
    : null
}

/** l2tp_match: control packets of version 3 have no session, its data packets no tunnel. */
const fits = (info: MatchInfos['l2tp'], { version, type, tunnel, session }: Tunnel): boolean => {
  const { match } = info
  if (match.type && info.type !== type) return false
  if (match.version && info.version !== version) return false
  if (match.tunnel && (type === 'control' || version === 2) && info.tunnel !== tunnel) return false
  return !(match.session && type === 'data' && info.session !== session)
}

/** l2tp_mt4, l2tp_mt6, net/netfilter/xt_l2tp.c */
export const l2tp: CompileMatch<'l2tp'> =
  (info) =>
  ({ packet }) => {
    if (packet.etherType === ETH_P_IPV6 && fragmentOffset(packet) !== 0) return false
    const [protocol, at] = [protocolOf(packet), transportAt(packet)]
    const found =
      protocol === IPPROTO_UDP ? inUdp(packet, at + UDP_HEADER) : protocol === IPPROTO_L2TP ? inIp(packet, at) : null
    return found !== null && fits(info, found)
  }
