import type { Dumped } from '../../../collectors/dumped.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import { remembered } from '../../indexes/remembered.ts'
import { AF_INET6 } from '../routing/constants.ts'
import type { Device } from '../scene/device.ts'

const byDevice = remembered((addresses: readonly Dumped<Address>[]) =>
  Map.groupBy(
    addresses.filter(({ family }) => family === AF_INET6),
    ({ ifindex }) => ifindex,
  ),
)
const none: readonly Dumped<Address>[] = []

/** The IPv6 addresses of an interface, tentative ones too. */
export const ipv6AddressesOf = ({ space, ifindex }: Device): readonly Dumped<Address>[] =>
  byDevice(space.addresses).get(ifindex) ?? none
