import { zeroAddress } from '../link/hardware-address.ts'
import { transmit } from '../link/transmit.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { arpPacket } from '../packet/build.ts'
import { sourceOf } from '../packet/fields.ts'
import { ETH_P_IP, type Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { selectSource } from '../routing/source-address.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { requestLabel } from './label.ts'
import { ipv4SettingsOf, largerSetting } from './settings.ts'
import { ipv4AddressesOf, isInSubnet } from './subnets.ts'

/** RT_SCOPE_LINK, linux/rtnetlink.h */
const RT_SCOPE_LINK = 253

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
const isOnLink = (device: Device, target: string, source: string): boolean =>
  ipv4AddressesOf(device).some((own) => isInSubnet(target, own) && isInSubnet(source, own))

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
