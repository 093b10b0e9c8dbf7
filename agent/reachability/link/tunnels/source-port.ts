import { jhash } from '../../netfilter/jhash.ts'
import { destinationOf, destinationPortOf, sourceOf, sourcePortOf } from '../../packet/fields.ts'
import { ETH_P_ARP, type Packet } from '../../packet/packet.ts'

/** ip_local_port_range, for a device that has no range of its own. */
const usualPorts = { low: 32_768, high: 60_999 }

const bytesOf = new TextEncoder()

/** What flows are told apart by (flow_keys_dissector, net/core/flow_dissector.c): all of ARP is one. */
const flowText = (packet: Packet): string => {
  const { etherType, protocol } = packet
  if (etherType === ETH_P_ARP) return `${etherType}`
  return [
    etherType,
    protocol,
    sourceOf(packet),
    destinationOf(packet),
    sourcePortOf(packet),
    destinationPortOf(packet),
  ].join(' ')
}

/**
 * The port that a tunnel sends the packets of a flow from (udp_flow_src_port, include/net/udp.h). The kernel's hash has a secret: only that
 * flows have other ports than others is as there.
 * @param range of the device, without `high`
 */
export const sourcePortFor = (
  packet: Packet,
  range: { readonly low: number; readonly high: number } | undefined,
): number => {
  const { low, high } = range !== undefined && range.low < range.high ? range : usualPorts
  return low + (jhash(bytesOf.encode(flowText(packet)), 0) % (high - low))
}
