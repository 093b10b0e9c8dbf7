import { zeroAddress } from '../link/hardware-address.ts'
import { transmit } from '../link/transmit.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import { arpPacket } from '../packet/build.ts'
import { sourceOf } from '../packet/fields.ts'
import { ETH_P_IP, type Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { RT_SCOPE_LINK } from '../routing/constants.ts'
import { ipv4AddressesOf, isInSubnet } from '../routing/ipv4/addresses.ts'
import { selectSource } from '../routing/source-address.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { requestLabel } from './label.ts'
import { ipv4SettingsOf, largerSetting } from './settings.ts'

/** Who asks: which address the request shows as its sender, by `arp_announce`. */
const announced = (packet: Packet, device: Device, target: string): string => {
  const level = largerSetting(device, 'arp_announce', ipv4SettingsOf(device)?.arpAnnounce)
  if (level < 2 && packet.etherType === ETH_P_IP) {
    const source = sourceOf(packet)
    if (addressTypeOf(device.space, source, null) === 'local' && (level === 0 || isOnLink(device, target, source)))
      return source
  }
  return selectSource(device.space, device, target, RT_SCOPE_LINK) ?? '0.0.0.0'
}

/** inet_addr_onlink, net/ipv4/devinet.c */
const isOnLink = (device: Device, target: string, source: string): boolean => {
  const [to, from] = [ipv4Number(target), ipv4Number(source)]
  return ipv4AddressesOf(device.space, device).some((own) => isInSubnet(to, own) && isInSubnet(from, own))
}

/** Asks everybody on the link who has an address (arp_solicit, arp_send_dst, net/ipv4/arp.c). */
export const solicitArp = (trial: Trial, packet: Packet, device: Device, target: string): void => {
  if (ipv4SettingsOf(device) === undefined) return
  const mac = device.mac ?? zeroAddress
  const request = arpPacket({
    label: requestLabel(device, target),
    operation: 'request',
    senderMac: mac,
    senderAddress: announced(packet, device, target),
    targetAddress: target,
    ...(device.record.broadcast === undefined ? {} : { to: device.record.broadcast }),
  })
  request.trail = packet.trail
  sendArp(trial, request, device)
}

/** The OUTPUT hook of ARP, and out (arp_xmit). */
export const sendArp = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  if (runHook({ trial, space, packet, family: 'arp', hook: 'output', in: null, out: device }) === 'accept')
    transmit(trial, packet, device)
}
