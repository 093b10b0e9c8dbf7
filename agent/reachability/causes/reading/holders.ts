import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Address } from '../../../../collectors/netlink/messages/address.ts'
import { AF_INET, AF_INET6 } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'

/** An interface that has an address. */
export interface Holder {
  readonly device: Device
  readonly record: Dumped<Address>
}

/** Who has an address, in all namespaces. */
export const holdersOf = (scene: Scene, address: string): readonly Holder[] =>
  scene.addressed(address).flatMap((record) => {
    const device = scene.device(record.netns, record.ifindex)
    return device === undefined ? [] : [{ device, record }]
  })

/** The addresses of an interface, of both families. */
export const addressesOn = ({ space, ifindex }: Device): readonly Dumped<Address>[] =>
  space.addresses.filter((record) => record.ifindex === ifindex)

/** As `ip address` shows it: `inet 10.9.0.3/24 scope global eth0`. */
export const addressText = ({ device, record }: Holder): string => {
  const { local, address, prefixLength, family } = record
  return `${family === AF_INET6 ? 'inet6' : 'inet'} ${local ?? address}/${prefixLength} dev ${device.name}`
}

/** AF_*, as records have it. */
export const addressFamilyOf = (address: string): number => (address.includes(':') ? AF_INET6 : AF_INET)
