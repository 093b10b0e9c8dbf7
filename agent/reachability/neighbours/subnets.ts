import type { Dumped } from '../../../collectors/dumped.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

const AF_INET = 2
const AF_INET6 = 10

const ofSpaces = new WeakMap<Space, ReadonlyMap<number, readonly Dumped<Address>[]>>()
const none: readonly Dumped<Address>[] = []

const addressesOf = (device: Device): readonly Dumped<Address>[] => {
  let known = ofSpaces.get(device.space)
  if (known === undefined) {
    const grouped = new Map<number, Dumped<Address>[]>()
    for (const address of device.space.addresses) {
      const others = grouped.get(address.ifindex)
      if (others === undefined) grouped.set(address.ifindex, [address])
      else others.push(address)
    }
    known = grouped
    ofSpaces.set(device.space, known)
  }
  return known.get(device.ifindex) ?? none
}

/** The IPv4 addresses of an interface, in the order of the kernel's list. */
export const ipv4AddressesOf = (device: Device): readonly Dumped<Address>[] =>
  addressesOf(device).filter(({ family }) => family === AF_INET)

export const ipv6AddressesOf = (device: Device): readonly Dumped<Address>[] =>
  addressesOf(device).filter(({ family }) => family === AF_INET6)

/** inet_ifa_match, linux/inetdevice.h: whether an address lies in the subnet of an interface's one. */
export const isInSubnet = (address: string, own: Dumped<Address>): boolean => {
  const net = own.address ?? own.local
  if (net === undefined || own.prefixLength === 0) return net !== undefined
  const shift = 32 - own.prefixLength
  return ipv4Number(address) >>> shift === ipv4Number(net) >>> shift
}
