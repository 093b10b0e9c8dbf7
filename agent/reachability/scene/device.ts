import type { LinkRecord } from '../../../collectors/links.ts'
import type { Space } from './space.ts'

/** A network interface of a snapshot. */
export interface Device {
  readonly space: Space
  readonly record: LinkRecord
  readonly ifindex: number
  readonly name: string
  /** Kind of the link (`veth`, `bridge`, `vlan`, …), `loopback`, or `device` for one without a kind. */
  readonly kind: string
  /** Null where the kind has none. */
  readonly mac: string | null
  readonly mtu: number
  /** IFF_UP */
  readonly isUp: boolean
  /** IFF_LOWER_UP: it can send. */
  readonly hasCarrier: boolean
  /** Frames begin with an Ethernet header (ARPHRD_ETHER); loopback has one, too. */
  readonly isEthernet: boolean
  /** IFF_NOARP */
  readonly hasNoArp: boolean
  /** The bridge, bond or VRF that it belongs to. */
  readonly master: Device | null
  /** The other end of a pair, or the device below; `unknown` where there is one that the snapshot has not. */
  readonly joined: Device | 'unknown' | null
}
