import type { LinkInfo } from '../../../../collectors/netlink/link-kinds/index.ts'
import { remembered } from '../../../indexes/remembered.ts'
import { NUD_FIXED } from '../../routing/neighbour-state.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { isGroupAddress, zeroAddress } from '../hardware-address.ts'
import { tunnelsByUnderlay, tunnelUnderlay } from './underlay.ts'

type Settings = NonNullable<Extract<LinkInfo, { kind: 'vxlan' }>['data']>

export const vxlanSettings = ({ record }: Device): Settings => {
  const info = record.info?.link
  return (info?.kind === 'vxlan' ? info.data : undefined) ?? {}
}

/** IANA_VXLAN_UDP_PORT, net/vxlan.h */
const VXLAN_PORT = 4789
export const vxlanPort = (device: Device): number => vxlanSettings(device).port ?? VXLAN_PORT

/**
 * The namespace whose packets carry a VXLAN's frames: where it was made (struct vxlan_dev, `net`). One that was moved shows it by the
 * device below; without one (Docker's overlay networks) only that it is another, which is the host's own.
 */
export const underlayOf = (scene: Scene, device: Device): Space | undefined => {
  const { joined } = device
  return joined !== null && joined !== 'unknown' ? joined.space : tunnelUnderlay(scene, device)
}

/** The VXLAN devices, in whatever namespace they are, whose socket is in this one. */
export const vxlansIn = tunnelsByUnderlay(new Set(['vxlan']), underlayOf)

/** The other end of a VXLAN for some hardware address (struct vxlan_rdst). */
export interface Remote {
  readonly address: string
  readonly port: number
  readonly vni: number
  /** ifindex that packets to it go out by; 0: as routes lead. */
  readonly device: number
}

interface Entry {
  readonly remotes: readonly Remote[]
  readonly isFixed: boolean
}

const entriesOf = remembered((device: Device): ReadonlyMap<string, Entry> => {
  const found = new Map<string, Entry>()
  const settings = vxlanSettings(device)
  for (const { ifindex, master, address, destination, port, vni, viaInterface, state } of device.space.fdb) {
    if (ifindex !== device.ifindex || master !== undefined || address === undefined || destination === undefined)
      continue
    const remote: Remote = {
      address: destination,
      port: port ?? vxlanPort(device),
      vni: vni ?? settings.id ?? 0,
      device: viaInterface ?? settings.link ?? 0,
    }
    const before = found.get(address)?.remotes ?? []
    found.set(address, { remotes: [...before, remote], isFixed: (state & NUD_FIXED) !== 0 })
  }
  return found
})

const learnedKey = ({ space, ifindex }: Device, mac: string): string => `${space.netns}/${ifindex}/${mac}`

/** Where frames for a hardware address go: its entry, or that of all zeros for what nobody knows (vxlan_find_mac, vxlan_xmit). */
export const remotesFor = (trial: Trial, device: Device, mac: string): readonly Remote[] => {
  const entries = entriesOf(device)
  if (!isGroupAddress(mac)) {
    const seen = trial.learnedRemotes.get(learnedKey(device, mac))
    if (seen !== undefined) return [seen]
  }
  return (entries.get(mac) ?? entries.get(zeroAddress))?.remotes ?? []
}

/**
 * Learns behind which end a sender is (vxlan_snoop, drivers/net/vxlan/vxlan_core.c).
 * @returns false when it may not be there: its entry was set by hand, and is another
 */
export const learnRemote = (trial: Trial, device: Device, mac: string, address: string): boolean => {
  const settings = vxlanSettings(device)
  if (settings.learning === false) return true
  const entry = entriesOf(device).get(mac)
  if (entry?.remotes[0]?.address === address) return true
  if (entry?.isFixed === true) return false
  trial.learnedRemotes.set(learnedKey(device, mac), {
    address,
    port: vxlanPort(device),
    vni: settings.id ?? 0,
    device: settings.link ?? 0,
  })
  return true
}
