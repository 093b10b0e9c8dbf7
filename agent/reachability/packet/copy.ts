import type { Packet } from './packet.ts'

/** A packet like it that can be changed apart from it (skb_copy). They share their connection, as clones do in the kernel. */
export const copyOf = (packet: Packet, label = packet.label): Packet => ({
  ...packet,
  label,
  bytes: packet.bytes.slice(),
  link: packet.link === null ? null : { ...packet.link },
  vlan: packet.vlan === null ? null : { ...packet.vlan },
  bridged: packet.bridged === null ? null : { ...packet.bridged },
})
