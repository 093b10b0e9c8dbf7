import { macAt, macBytes, read16, write16 } from '../../packet/address-bytes.ts'
import { packetOf } from '../../packet/layout.ts'
import { ETH_P_ARP, type Packet, type Sender } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { zeroAddress } from '../hardware-address.ts'

/** ETH_HLEN and VLAN_HLEN: bytes of an Ethernet header, and of a tag within it. */
const HEADER = 14
const TAG = 4
const tagProtocols: ReadonlySet<number> = new Set([0x8100, 0x88a8])

/** A frame as bytes, with its Ethernet header and its tag, behind `before`. */
export const frameBytes = (packet: Packet, before: Uint8Array): Uint8Array => {
  const { link, vlan, bytes, etherType } = packet
  const tag = vlan === null ? 0 : TAG
  const at = before.length
  const all = new Uint8Array(at + HEADER + tag + bytes.length)
  all.set(before)
  all.set(macBytes(link?.destination ?? zeroAddress), at)
  all.set(macBytes(link?.source ?? zeroAddress), at + 6)
  if (vlan !== null) {
    write16(all, at + 12, vlan.protocol)
    write16(all, at + 14, vlan.id)
  }
  write16(all, at + 12 + tag, etherType)
  all.set(bytes, at + HEADER + tag)
  return all
}

/** The frame that begins there in a packet that carries it; null where there is none. */
export const frameWithin = (outer: Packet, at: number): Packet | null => {
  const { bytes, label } = outer
  if (bytes.length < at + HEADER) return null
  const type = read16(bytes, at + 12)
  const isTagged = tagProtocols.has(type)
  const begin = at + HEADER + (isTagged ? TAG : 0)
  const etherType = isTagged ? read16(bytes, at + 16) : type
  const link = { source: macAt(bytes, at + 6), destination: macAt(bytes, at) }
  const packet = packetOf(label, etherType, bytes.slice(begin), { link })
  if (isTagged) packet.vlan = { protocol: type, id: read16(bytes, at + 14) & 0xfff }
  return carriedBy(outer, packet)
}

/** What a tunnel leaves of a packet: the way so far (skb_scrub_packet, __iptunnel_pull_header). */
export const carriedBy = (outer: Packet, inner: Packet): Packet => {
  inner.hops = outer.hops
  inner.trail = outer.trail
  return inner
}

/**
 * Whose socket a carrying packet counts for: whoever sent what it carries, unless it changes its namespace (iptunnel_xmit,
 * net/ipv4/ip_tunnel_core.c). ARP has none.
 */
export const senderWithin = (inner: Packet, { space }: Device, underlay: Space): Sender | null =>
  space === underlay && inner.etherType !== ETH_P_ARP ? inner.sender : null
