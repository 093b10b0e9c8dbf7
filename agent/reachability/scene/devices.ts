import type { LinkRecord } from '../../../collectors/links.ts'
import { joinedIfindex, joinsOf } from '../../../collectors/netlink/link-kinds/index.ts'
import { IFF_LOOPBACK, IFF_UP } from '../../../collectors/netlink/messages/link.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { peerOf } from '../../topology/relations/veth-peer.ts'
import type { Device } from './device.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'

/** linux/if.h */
const IFF_NOARP = 0x80
const IFF_LOWER_UP = 0x10000
/** linux/if_arp.h */
const ARPHRD_ETHER = 1
const ARPHRD_LOOPBACK = 772

/** An interface of a namespace. */
export const deviceOf = (scene: Scene, space: Space, record: LinkRecord): Device =>
  new SceneDevice(scene, space, record)

/** A class, as there are hundreds of them. What it is joined to is looked for when somebody asks. */
class SceneDevice implements Device {
  readonly space: Space
  readonly record: LinkRecord
  readonly ifindex: number
  readonly name: string
  readonly kind: string
  readonly mac: string | null
  readonly mtu: number
  readonly isUp: boolean
  readonly hasCarrier: boolean
  readonly isEthernet: boolean
  readonly hasNoArp: boolean
  readonly #scene: Scene
  #master: Device | null | undefined
  #joined: Device['joined'] | undefined

  constructor(scene: Scene, space: Space, record: LinkRecord) {
    const { flags, hardwareType } = record
    this.#scene = scene
    this.space = space
    this.record = record
    this.ifindex = record.ifindex
    this.name = record.name ?? ''
    this.kind = kindOf(record)
    this.mac = record.address || null
    this.mtu = record.mtu ?? 0
    this.isUp = (flags & IFF_UP) !== 0
    this.hasCarrier = (flags & IFF_LOWER_UP) !== 0
    this.isEthernet = hardwareType === ARPHRD_ETHER || hardwareType === ARPHRD_LOOPBACK
    this.hasNoArp = (flags & IFF_NOARP) !== 0
  }

  get master(): Device | null {
    const { master } = this.record
    if (this.#master === undefined)
      this.#master = master === undefined ? null : (this.space.devices.get(master) ?? null)
    return this.#master
  }

  get joined(): Device['joined'] {
    if (this.#joined === undefined) this.#joined = joinedTo(this.#scene, this.record)
    return this.#joined
  }
}

const kindOf = ({ flags, info }: LinkRecord): string => {
  if ((flags & IFF_LOOPBACK) !== 0) return 'loopback'
  const link = info?.link
  if (link === undefined) return 'device'
  return link.kind === 'other' ? link.name : link.kind
}

const joinedTo = (scene: Scene, record: LinkRecord): Device | 'unknown' | null => {
  const ifindex = joinedIfindex(record)
  if (ifindex === null) return null
  if (joinsOf(record.info?.link) === 'peer') {
    const peer = peerOf(record, identitiesOf(scene.snapshot))
    return (peer && scene.device(peer.netns, peer.ifindex)) ?? 'unknown'
  }
  return (record.linkNetns && scene.device(record.linkNetns, ifindex)) || 'unknown'
}
