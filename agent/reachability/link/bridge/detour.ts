import type { Packet } from '../../packet/packet.ts'

/**
 * Bridged packets whose destination was changed, on their way over the neighbour of the bridge that has it, with the hardware address
 * that sent them: the header is made anew there, and only the destination of it is wanted (nf_bridge->bridged_dnat, neigh_header).
 */
const senders = new WeakMap<Packet, string>()

export const beginDetour = (packet: Packet): void => {
  if (packet.link !== null) senders.set(packet, packet.link.source)
}

/** br_nf_pre_routing_finish_bridge_slow: gives the header its sender back. Whether the packet was on such a way. */
export const endDetour = (packet: Packet): boolean => {
  const source = senders.get(packet)
  if (source === undefined) return false
  senders.delete(packet)
  if (packet.link !== null) packet.link.source = source
  return true
}
