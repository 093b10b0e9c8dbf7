import { remembered } from '../../indexes/remembered.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import { destinationOf, destinationPortOf, sourceOf, sourcePortOf, tosOf } from '../packet/fields.ts'
import { ETH_P_IP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { addressTypeOf } from './address-type.ts'
import { AF_INET, LOOPBACK_IFINDEX } from './constants.ts'
import { ipv4AddressesOf, isOwnIpv4 } from './ipv4/addresses.ts'
import { type Found, fibLookup, fibOf } from './ipv4/fib.ts'
import type { FlowKey } from './policy.ts'
import { acceptsLocal, looksUpWithMark, rpFilterOf } from './settings.ts'
import { vrfIndexOf } from './vrf.ts'

export type SourceVerdict = 'ok' | 'reverse-path' | 'martian-source'

/** RTPROT_KERNEL, linux/rtnetlink.h */
const RTPROT_KERNEL = 2

/**
 * Whether a packet may come in by a device with its source (fib_validate_source, net/ipv4/fib_frontend.c): no address of ours,
 * and with rp_filter only by the way that answers take. IPv6 has no such check.
 * @param output where it will be forwarded to; null for one that is for us
 */
export const validateSource = (
  space: Space,
  packet: Packet,
  device: Device,
  output: Device | null = null,
): SourceVerdict => {
  if (packet.etherType !== ETH_P_IP) return 'ok'
  const rpFilter = rpFilterOf(space, device)
  const source = ipv4Number(sourceOf(packet))
  // Sending redirects (a packet that leaves where it came in) asks for the whole check; nearly everybody has it on.
  if (rpFilter === 0 && !usesRealms(space) && output !== device) {
    if (acceptsLocal(space, device)) return 'ok'
    if (fibOf(space).policy.isUsual && !hasCustomLocalRoutes(space))
      return isOwnIpv4(space, source) ? 'martian-source' : 'ok'
  }
  return fullCheck(space, reverseKey(space, packet, device, output), device, rpFilter)
}

/** The flow of an answer. A forwarded packet is looked up as if it came in where it goes out; one for us as if sent here. */
const reverseKey = (space: Space, packet: Packet, device: Device, output: Device | null): FlowKey<number> => {
  const destination = destinationOf(packet)
  const needsFields = space.policyRules.some(
    ({ family, ipProtocol, sourcePorts, destinationPorts }) =>
      family === AF_INET && (ipProtocol ?? sourcePorts ?? destinationPorts) !== undefined,
  )
  return {
    destination: ipv4Number(sourceOf(packet)),
    // Of what goes to all, no destination counts (brd_input of ip_route_input_slow).
    source: addressTypeOf(space, destination) === 'broadcast' ? 0 : ipv4Number(destination),
    mark: looksUpWithMark(space, device) ? packet.mark : 0,
    protocol: needsFields ? packet.protocol : 0,
    sourcePort: needsFields ? destinationPortOf(packet) : 0,
    destinationPort: needsFields ? sourcePortOf(packet) : 0,
    tos: tosOf(packet),
    uid: 0,
    input: output?.ifindex ?? LOOPBACK_IFINDEX,
    output: 0,
    vrf: vrfIndexOf(device),
  }
}

/** __fib_validate_source */
const fullCheck = (space: Space, key: FlowKey<number>, device: Device, rpFilter: number): SourceVerdict => {
  const lastResort = rpFilter > 0 ? 'reverse-path' : 'ok'
  const outcome = fibLookup(space, key)
  if (outcome === null || 'refuses' in outcome) return lastResort
  const { type } = outcome.alias
  if (type !== 'unicast' && (type !== 'local' || !acceptsLocal(space, device))) return 'martian-source'
  if (leadsOver(outcome, device) || (type === 'local' && device.kind === 'loopback')) return 'ok'
  if (ipv4AddressesOf(space, device).length === 0) return lastResort
  return rpFilter === 1 ? 'reverse-path' : 'ok'
}

/** fib_info_nh_uses_dev: any way of the route is by the device, or by a member of it. */
const leadsOver = ({ alias }: Found, device: Device): boolean =>
  alias.hops.some(
    (hop) => hop.device !== undefined && (hop.device === device || vrfIndexOf(hop.device) === device.ifindex),
  )

/** Realms are counted on every packet: then nothing is taken for granted (fib_num_tclassid_users). */
const usesRealms = remembered(
  ({ policyRules, routes }: Space): boolean =>
    policyRules.some(({ family, flow }) => family === AF_INET && flow !== undefined) ||
    routes.some(({ family, flow }) => family === AF_INET && flow !== undefined),
)

/** fib_has_custom_local_routes: somebody else than the kernel made an address ours. */
const hasCustomLocalRoutes = remembered(({ routes }: Space): boolean =>
  routes.some(({ family, type, protocol }) => family === AF_INET && type === 'local' && protocol !== RTPROT_KERNEL),
)
