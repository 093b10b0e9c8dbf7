import type { Container } from '../../../collectors/containers/record.ts'
import type { Dumped } from '../../../collectors/dumped.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { PortProxy, SocketOwner } from '../../../collectors/sockets/record.ts'
import type { Device } from './device.ts'
import type { Space } from './space.ts'

/** A snapshot, indexed for walking. The same object for the same snapshot. */
export interface Scene {
  readonly snapshot: Snapshot
  /** By the kernel's id; undefined for one that the snapshot does not have at all. */
  readonly space: (netns: string) => Space | undefined
  readonly spaces: () => Iterable<Space>
  /** The namespace of the host. */
  readonly root: Space | undefined
  readonly device: (netns: string, ifindex: number) => Device | undefined
  /** The records of an address, in all namespaces. */
  readonly addressed: (address: string) => readonly Dumped<Address>[]
  readonly containersOf: (netns: string) => readonly Container[]
  readonly ownerOf: (inode: number) => SocketOwner | undefined
  /** The docker-proxy that listens with this socket. */
  readonly proxyOf: (inode: number) => PortProxy | undefined
  /** A default route leads over it to somebody that the snapshot does not have. */
  readonly isUplink: (device: Device) => boolean
}
