import { remembered } from '../../../indexes/remembered.ts'
import { ipv4Number } from '../../packet/address-bytes.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { AF_INET, RT_SCOPE_HOST, RT_SCOPE_LINK } from '../constants.ts'
import { routesLocalnet } from '../settings.ts'
import { vrfIndexOf } from '../vrf.ts'
import { samePrefix } from './number.ts'

/** IFA_F_SECONDARY, linux/if_addr.h */
const IFA_F_SECONDARY = 1

/** An address of an interface (struct in_ifaddr). */
export interface OwnAddress {
  readonly text: string
  readonly number: number
  /** The other end of a point-to-point link, else the same. */
  readonly peer: number
  readonly prefixLength: number
  readonly scope: number
  readonly isSecondary: boolean
}

interface Addresses {
  readonly byDevice: ReadonlyMap<number, readonly OwnAddress[]>
  readonly own: ReadonlySet<number>
}

const addressesIn = remembered((records: Space['addresses']): Addresses => {
  const byDevice = new Map<number, OwnAddress[]>()
  const own = new Set<number>()
  for (const record of records) {
    const text = record.local ?? record.address
    if (record.family !== AF_INET || text === undefined) continue
    const number = ipv4Number(text)
    own.add(number)
    const siblings = byDevice.get(record.ifindex) ?? []
    byDevice.set(record.ifindex, siblings)
    siblings.push({
      text,
      number,
      peer: ipv4Number(record.address ?? text),
      prefixLength: record.prefixLength,
      scope: record.scope,
      isSecondary: ((record.flags ?? 0) & IFA_F_SECONDARY) !== 0,
    })
  }
  return { byDevice, own }
})

/** The addresses of an interface, in the order of the kernel. */
export const ipv4AddressesOf = (space: Space, { ifindex }: Pick<Device, 'ifindex'>): readonly OwnAddress[] =>
  addressesIn(space.addresses).byDevice.get(ifindex) ?? []

/** Whether an interface has the address, up or not (inet_lookup_ifaddr_rcu, net/ipv4/devinet.c). */
export const isOwnIpv4 = (space: Space, address: number): boolean => addressesIn(space.addresses).own.has(address)

/** inet_ifa_match, linux/inetdevice.h: whether an address lies in the subnet of an interface's one. */
export const isInSubnet = (address: number, { peer, prefixLength }: OwnAddress): boolean =>
  samePrefix(address, peer, prefixLength)

/** inet_select_addr (net/ipv4/devinet.c): `destination` 0 is none. */
export const selectIpv4 = (space: Space, device: Device, destination: number, scope: number): string | null => {
  const localScope = routesLocalnet(space, device) ? RT_SCOPE_LINK : RT_SCOPE_HOST
  let first: string | null = null
  for (const own of ipv4AddressesOf(space, device)) {
    if (own.isSecondary || Math.min(own.scope, localScope) > scope) continue
    if (destination === 0 || isInSubnet(destination, own)) return own.text
    first ??= own.text
  }
  return first ?? selectElsewhere(space, device, scope)
}

/** The device's VRF first, then all devices of the same VRF (or of none) in the order of their indexes. */
const selectElsewhere = (space: Space, device: Device, scope: number): string | null => {
  const vrf = vrfIndexOf(device)
  const master = vrf === 0 ? undefined : space.devices.get(vrf)
  const others = [...space.devices.values()].filter((other) => vrfIndexOf(other) === vrf)
  for (const other of master === undefined ? others : [master, ...others]) {
    const own = ipv4AddressesOf(space, other).find(
      (one) => !one.isSecondary && one.scope !== RT_SCOPE_LINK && one.scope <= scope,
    )
    if (own !== undefined) return own.text
  }
  return null
}
