import { ipv4Number } from '../packet/address-bytes.ts'
import { echoPacket } from '../packet/build.ts'
import type { Packet } from '../packet/packet.ts'
import { RT_SCOPE_HOST, RT_SCOPE_LINK } from '../routing/constants.ts'
import { ipv4AddressesOf, isInSubnet } from '../routing/ipv4/addresses.ts'
import { lookupRoute } from '../routing/lookup.ts'
import { plainFlow } from '../routing/plain-flow.ts'
import type { Route } from '../routing/route.ts'
import { routesLocalnet } from '../routing/settings.ts'
import { validateSource } from '../routing/validate-source.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { isProxied } from './recorded.ts'
import { eitherSetting, ipv4SettingsOf, largerSetting } from './settings.ts'

/** What a host says to an ARP request: nothing, with why, or that it has the address, of its own or for another host. */
export type ArpDecision =
  | { readonly answers: 'own' | 'proxy' }
  /** `refused`: who asks may not send from there. It may still be learned from. */
  | { readonly answers: 'no' | 'refused'; readonly fact: () => string }
  /** The address is somebody else's: quiet as it should be. */
  | { readonly answers: 'not-mine' }

const notMine: ArpDecision = { answers: 'not-mine' }

/** Who may have an address of a request (arp_process, net/ipv4/arp.c, from the lookup of the route on). */
export const decideArp = (
  trial: Trial,
  packet: Packet,
  device: Device,
  sender: string,
  target: string,
): ArpDecision => {
  const { space } = device
  if (sender === '0.0.0.0') {
    // A search for duplicates (RFC 5227): no route is looked at.
    if (!isLocal(lookupRoute(space, plainFlow(target, { mark: packet.mark }), trial))) return notMine
    return ignoring(device, sender, target) ?? { answers: 'own' }
  }
  const flow = plainFlow(target, { source: sender, mark: packet.mark, input: device })
  const route = lookupRoute(space, flow, trial)
  if (route.type !== 'local' && (route.type !== 'unicast' || (ipv4SettingsOf(device)?.forwarding ?? 0) === 0))
    return notMine
  if (route.type !== 'local' && !answersForOthers(device, route, sender, target)) return notMine
  const refusal = refusedSource(packet, device, sender, target)
  if (refusal !== null)
    return { answers: 'refused', fact: () => `${device.name} does not answer ${sender}: ${refusal}` }
  if (route.type !== 'local') return { answers: 'proxy' }
  const filtered = eitherSetting(device, 'arp_filter', ipv4SettingsOf(device)?.arpFilter)
  return (
    ignoring(device, sender, target) ??
    (filtered && lookupRoute(space, plainFlow(sender, { source: target }), trial).device !== device
      ? { answers: 'no', fact: () => `arp_filter: ${space.title} would not send to ${sender} by ${device.name}` }
      : { answers: 'own' })
  )
}

const isLocal = ({ type }: Route): boolean => type === 'local'

/** The check of who asks is that of a packet that comes from there (ip_route_input_slow: rp_filter and the rest). */
const refusedSource = (packet: Packet, device: Device, source: string, destination: string): string | null => {
  const probe = echoPacket({ label: packet.label, source, destination, identifier: 0, payload: 0, mark: packet.mark })
  const verdict = validateSource(device.space, probe, device)
  if (verdict === 'ok') return null
  return verdict === 'reverse-path' ? 'rp_filter, the way back is another' : 'it is no address that may send from there'
}

/** arp_ignore, net/ipv4/arp.c: null when nothing is ignored. */
const ignoring = (device: Device, sender: string, target: string): ArpDecision | null => {
  const level = largerSetting(device, 'arp_ignore', ipv4SettingsOf(device)?.arpIgnore)
  const isConfirmed = (): boolean => {
    if (level === 1) return confirms(device, null, target, RT_SCOPE_HOST)
    if (level === 2) return confirms(device, sender, target, RT_SCOPE_HOST)
    if (level === 3)
      return [...device.space.devices.values()].some((other) => confirms(other, null, target, RT_SCOPE_LINK))
    return level !== 8
  }
  if (level === 0 || isConfirmed()) return null
  return {
    answers: 'no',
    fact: () => `arp_ignore is ${level} on ${device.name}, so ${target} is not told to ${sender}`,
  }
}

/** confirm_addr_indev, net/ipv4/devinet.c: the interface has this address, and the sender is in a subnet of it. */
const confirms = (device: Device, sender: string | null, target: string, scope: number): boolean => {
  const localScope = routesLocalnet(device.space, device) ? RT_SCOPE_LINK : RT_SCOPE_HOST
  const all = ipv4AddressesOf(device.space, device)
  const [from, to] = [sender === null ? null : ipv4Number(sender), ipv4Number(target)]
  return (
    all.some((own) => own.number === to && Math.min(own.scope, localScope) <= scope) &&
    all.some((own) => isInSubnet(to, own) && (from === null || isInSubnet(from, own)))
  )
}

/** arp_fwd_proxy, arp_fwd_pvlan and the entries for single addresses. */
const answersForOthers = (device: Device, route: Route, sender: string, target: string): boolean => {
  const settings = ipv4SettingsOf(device)
  if (route.device === device) return (settings?.proxyArpPvlan ?? 0) !== 0 && sender !== target
  return eitherSetting(device, 'proxy_arp', settings?.proxyArp) || isProxied(device, target)
}
