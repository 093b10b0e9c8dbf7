import type { Packet } from '../packet/packet.ts'

/** ETH_HLEN, linux/if_ether.h: bytes of an Ethernet header. */
export const ETH_HLEN = 14
/** VLAN_HLEN, linux/if_vlan.h: bytes of a tag. Every receiver leaves room for one, also for a frame without. */
const VLAN_HLEN = 4

/** Whether a frame fits a receiver of this MTU (is_skb_forwardable, net/core/dev.c; a packet of the walk is never GSO). */
export const fitsMtu = (packet: Packet, mtu: number): boolean => packet.bytes.length <= mtu + VLAN_HLEN
