import { echoPacket } from '../packet/build.ts'
import type { Packet } from '../packet/packet.ts'
import { lookupRoute } from '../routing/lookup.ts'
import type { Flow, Route } from '../routing/route.ts'
import { validateSource } from '../routing/validate-source.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'
import { eitherSetting, ipv4SettingsOf, largerSetting } from './settings.ts'
import { ipv4AddressesOf, isInSubnet } from './subnets.ts'
import { isProxied } from './table.ts'

/** RT_SCOPE_*, linux/rtnetlink.h */
const RT_SCOPE_LINK = 253
const RT_SCOPE_HOST = 254

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
    if (!isLocal(lookupRoute(space, flowTo(target, null, packet.mark, null), trial))) return notMine
    return ignoring(device, sender, target) ?? { answers: 'own' }
  }
  const route = lookupRoute(space, flowTo(target, sender, packet.mark, device), trial)
  if (route.type !== 'local' && (route.type !== 'unicast' || (ipv4SettingsOf(device)?.forwarding ?? 0) === 0))
    return notMine
  if (route.type !== 'local' && !answersForOthers(device, route, sender, target)) return notMine
  const refusal = refusedSource(trial, packet, device, sender, target)
  if (refusal !== null)
    return { answers: 'refused', fact: () => `${device.name} does not answer ${sender}: ${refusal}` }
  if (route.type !== 'local') return { answers: 'proxy' }
  const filtered = eitherSetting(device, 'arp_filter', ipv4SettingsOf(device)?.arpFilter)
  return (
    ignoring(device, sender, target) ??
    (filtered && lookupRoute(space, flowTo(sender, target, 0, null), trial).device !== device
      ? { answers: 'no', fact: () => `arp_filter: ${space.title} would not send to ${sender} by ${device.name}` }
      : { answers: 'own' })
  )
}

const isLocal = ({ type }: Route): boolean => type === 'local'

const flowTo = (destination: string, source: string | null, mark: number, input: Device | null): Flow => ({
  family: 'ipv4',
  destination,
  source,
  mark,
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
  tos: 0,
  uid: 0,
  input,
  output: 0,
})

/** The check of who asks is that of a packet that comes from there (ip_route_input_slow: rp_filter and the rest). */
const refusedSource = (
  trial: Trial,
  packet: Packet,
  device: Device,
  source: string,
  destination: string,
): string | null => {
  const probe = echoPacket({ label: packet.label, source, destination, identifier: 0, payload: 0, mark: packet.mark })
  const verdict = validateSource(device.space, probe, device, trial)
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
  const localnet = eitherSetting(device, 'route_localnet', ipv4SettingsOf(device)?.routeLocalnet)
  const scopeOf = (own: number): number => Math.min(own, localnet ? RT_SCOPE_LINK : RT_SCOPE_HOST)
  const all = ipv4AddressesOf(device)
  return (
    all.some((own) => own.local === target && scopeOf(own.scope ?? 0) <= scope) &&
    all.some((own) => isInSubnet(target, own) && (sender === null || isInSubnet(sender, own)))
  )
}

/** arp_fwd_proxy, arp_fwd_pvlan and the entries for single addresses. */
const answersForOthers = (device: Device, route: Route, sender: string, target: string): boolean => {
  const settings = ipv4SettingsOf(device)
  if (route.device === device) return (settings?.proxyArpPvlan ?? 0) !== 0 && sender !== target
  return eitherSetting(device, 'proxy_arp', settings?.proxyArp) || isProxied(device, target)
}
