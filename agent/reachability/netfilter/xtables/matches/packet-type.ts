import type { PacketType } from '../../../packet/packet.ts'

/** PACKET_*, linux/if_packet.h */
export const packetTypeNumbers: { readonly [T in PacketType]: number } = {
  host: 0,
  broadcast: 1,
  multicast: 2,
  otherhost: 3,
  outgoing: 4,
  loopback: 5,
}
