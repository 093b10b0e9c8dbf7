import type { Dumped } from '../../../collectors/dumped.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import { AF_INET6 } from '../routing/constants.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

const ofSpaces = new WeakMap<Space, ReadonlyMap<number, readonly Dumped<Address>[]>>()
const none: readonly Dumped<Address>[] = []

/** The IPv6 addresses of an interface, tentative ones too. */
export const ipv6AddressesOf = ({ space, ifindex }: Device): readonly Dumped<Address>[] => {
  let known = ofSpaces.get(space)
  if (known === undefined) {
    known = Map.groupBy(
      space.addresses.filter(({ family }) => family === AF_INET6),
      (address) => address.ifindex,
    )
    ofSpaces.set(space, known)
  }
  return known.get(ifindex) ?? none
}
