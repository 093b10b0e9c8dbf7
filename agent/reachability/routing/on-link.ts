import type { Address } from '../../../collectors/netlink/messages/address.ts'
import { isWithin } from '../../firewall/prefix.ts'

/** Whether another address is of the network of one that an interface has: it is a neighbour there (on-link, RFC 4861, section 2.1). */
export const isOnLink = ({ local, address, prefixLength }: Address, other: string): boolean =>
  isWithin(`${local ?? address}/${prefixLength}`, other)
