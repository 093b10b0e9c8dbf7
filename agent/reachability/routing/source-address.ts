import { ipv4Number } from '../packet/address-bytes.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { selectIpv4 } from './ipv4/addresses.ts'
import { selectIpv6 } from './ipv6/source-address.ts'

/**
 * The address that is sent from by a device: inet_select_addr (net/ipv4/devinet.c) or ipv6_dev_get_saddr (net/ipv6/addrconf.c);
 * null where there is none. The destination tells the family.
 * @param scope RT_SCOPE_*: only of IPv4; no address of a narrower scope is taken
 */
export const selectSource = (space: Space, device: Device, destination: string, scope: number): string | null =>
  destination.includes(':')
    ? selectIpv6(space, device, destination)
    : selectIpv4(space, device, ipv4Number(destination), scope)
