import { zeroAddress } from '../link/hardware-address.ts'
import { neighbourSolicitation } from '../packet/build.ts'
import { sourceOf } from '../packet/fields.ts'
import { ETH_P_IPV6, type Packet } from '../packet/packet.ts'
import { IFA_F_OPTIMISTIC, IFA_F_TENTATIVE } from '../routing/constants.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { ipv6AddressesOf } from './ipv6-addresses.ts'
import { requestLabel } from './label.ts'
import { sendDiscovery } from './nd-send.ts'

/** Nobody may be answered from any other yet. */
const isUsable = (flags: number | undefined): boolean => ((flags ?? 0) & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) === 0

/** The sender of a solicitation: that of the packet, if it is this interface's own, or else the link-local address. */
const askingAddress = (packet: Packet, device: Device): string | null => {
  const own = ipv6AddressesOf(device).filter(({ flags }) => isUsable(flags))
  if (packet.etherType === ETH_P_IPV6) {
    const source = sourceOf(packet)
    if (own.some(({ address, local }) => (local ?? address) === source)) return source
  }
  return own.map(({ address, local }) => local ?? address).find((address) => address?.startsWith('fe8')) ?? null
}

/** Asks the solicited-node group of an IPv6 address who has it (ndisc_solicit, ndisc_send_ns, net/ipv6/ndisc.c). */
export const solicitNeighbour = (trial: Trial, packet: Packet, device: Device, target: string): void => {
  const source = askingAddress(packet, device)
  if (source === null) return
  const request = neighbourSolicitation({
    label: requestLabel(device, target),
    source,
    mac: device.mac ?? zeroAddress,
    target,
  })
  request.trail = packet.trail
  sendDiscovery(trial, request, device)
}
