import type { LinkRecord } from '../../../collectors/links.ts'
import { joinedIfindex, joinsOf } from '../../../collectors/netlink/link-kinds/index.ts'
import { IFF_LOOPBACK, IFF_UP } from '../../../collectors/netlink/messages/link.ts'
import { identitiesOf } from '../../topology/identity.ts'
import { peerOf } from '../../topology/relations/veth-peer.ts'
import type { Device } from './device.ts'
import { lazily } from './lazily.ts'
import type { Scene } from './scene.ts'
import type { Space } from './space.ts'

/** linux/if.h */
const IFF_NOARP = 0x80
const IFF_LOWER_UP = 0x10000
/** linux/if_arp.h */
const ARPHRD_ETHER = 1
const ARPHRD_LOOPBACK = 772

/** An interface of a namespace. What it is joined to is looked for when somebody asks. */
export const deviceOf = (scene: Scene, space: Space, record: LinkRecord): Device => {
  const master = lazily(() => (record.master === undefined ? null : (space.devices.get(record.master) ?? null)))
  const joined = lazily(() => joinedTo(scene, record))
  return {
    space,
    record,
    ifindex: record.ifindex,
    name: record.name ?? '',
    kind: kindOf(record),
    mac: record.address || null,
    mtu: record.mtu ?? 0,
    isUp: (record.flags & IFF_UP) !== 0,
    hasCarrier: (record.flags & IFF_LOWER_UP) !== 0,
    isEthernet: record.hardwareType === ARPHRD_ETHER || record.hardwareType === ARPHRD_LOOPBACK,
    hasNoArp: (record.flags & IFF_NOARP) !== 0,
    get master() {
      return master()
    },
    get joined() {
      return joined()
    },
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
