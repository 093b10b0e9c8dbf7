import type { Dumped } from '../../../../collectors/dumped.ts'
import type { LinkInfo, PortInfo } from '../../../../collectors/netlink/link-kinds/index.ts'
import type { Neighbour } from '../../../../collectors/netlink/messages/neighbour.ts'
import { finder } from '../../../indexes/finder.ts'
import { remembered } from '../../../indexes/remembered.ts'
import { NUD_PERMANENT } from '../../routing/neighbour-state.ts'
import type { Device } from '../../scene/device.ts'

type Settings = NonNullable<Extract<LinkInfo, { kind: 'bridge' }>['data']>
type PortSettings = Extract<PortInfo, { kind: 'bridge' }>['data']

/** What VLANs a port, or the bridge itself, is in (struct net_bridge_vlan_group). */
export interface VlanGroup {
  /** What untagged frames belong to; 0: they are not taken. */
  readonly pvid: number
  /** Of the VLANs that it is in: whether frames go out without a tag. */
  readonly untagged: ReadonlyMap<number, boolean>
}

/** A port of a bridge (struct net_bridge_port). */
export interface Port {
  readonly device: Device
  readonly bridge: Bridge
  readonly settings: PortSettings
  readonly vlans: VlanGroup
  /** Its number (IFLA_BRPORT_NO): the highest is the youngest, which comes first wherever all are gone through. */
  readonly number: number
}

/** Where a bridge sends the frames for a hardware address in a VLAN (struct net_bridge_fdb_entry). */
export interface FdbEntry {
  /** ifindex of the port, or of the bridge for its own address. */
  readonly port: number
  /** They are for the bridge's own host. */
  readonly isLocal: boolean
  /** It stays where it is, also when its owner is seen elsewhere. */
  readonly isSticky: boolean
  /** Learned on a locked port: it does not let its owner in. */
  readonly isLocked: boolean
}

export interface Bridge {
  readonly device: Device
  readonly settings: Settings
  /** By ifindex; in the order in which it floods, the youngest first. */
  readonly ports: ReadonlyMap<number, Port>
  readonly vlans: VlanGroup
  /** What its database has of an address in a VLAN; VLAN 0 without VLAN filtering. */
  readonly recorded: (vlan: number, mac: string) => FdbEntry | undefined
  /** A port that shall not see neighbour requests is there (BROPT_NEIGH_SUPPRESS_ENABLED). */
  readonly suppressesNeighbours: boolean
}

/** NTF_*, linux/neighbour.h */
export const NTF_STICKY = 64
const NTF_EXT_LOCKED = 2

/** The port that a device is. */
export const portOf = (device: Device): Port | undefined =>
  device.master?.kind === 'bridge' ? bridgeOf(device.master).ports.get(device.ifindex) : undefined

/** The bridge that a device of that kind is. */
export const bridgeOf = remembered((device: Device): Bridge => {
  const info = device.record.info?.link
  const ports = new Map<number, Port>()
  const bridge: Bridge = {
    device,
    settings: (info?.kind === 'bridge' ? info.data : undefined) ?? {},
    ports,
    vlans: vlansOf(device),
    recorded: fdbOf(device),
    get suppressesNeighbours() {
      return suppresses
    },
  }
  const found = [...device.space.devices.values()].flatMap((other): Port[] => {
    const port = other.record.info?.port
    if (other.master !== device || port?.kind !== 'bridge') return []
    return [{ device: other, bridge, settings: port.data, vlans: vlansOf(other), number: port.data.number ?? 0 }]
  })
  for (const port of found.sort((a, b) => b.number - a.number)) ports.set(port.device.ifindex, port)
  const suppresses = [...ports.values()].some(({ settings }) => settings.neighbourSuppress === true)
  return bridge
})

const vlansOf = (device: Device): VlanGroup => {
  const untagged = new Map<number, boolean>()
  let pvid = 0
  for (const { ifindex, vlans } of device.space.bridgeVlans) {
    if (ifindex !== device.ifindex) continue
    for (const range of vlans ?? []) {
      if (range.pvid) pvid = range.from
      for (let id = range.from; id <= range.to; id++) untagged.set(id, range.untagged)
    }
  }
  return { pvid, untagged }
}

const entriesIn = remembered((fdb: readonly Dumped<Neighbour>[]) => finder(fdb, ({ address }) => address))

const fdbOf = ({ space, ifindex }: Device): Bridge['recorded'] => {
  const entries = entriesIn(space.fdb)
  return (wanted, mac) => {
    const entry = entries(mac).findLast(({ master, vlan = 0 }) => master === ifindex && vlan === wanted)
    if (entry === undefined) return undefined
    const { state, flags, extendedFlags = 0 } = entry
    return {
      port: entry.ifindex,
      // The bridge's own addresses.
      isLocal: (state & NUD_PERMANENT) !== 0,
      isSticky: (flags & NTF_STICKY) !== 0,
      isLocked: (extendedFlags & NTF_EXT_LOCKED) !== 0,
    }
  }
}
