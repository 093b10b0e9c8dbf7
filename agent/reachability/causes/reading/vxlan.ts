import { deviceKey } from '../../link/text.ts'
import { underlayOf, vxlanPort, vxlanSettings } from '../../link/tunnels/vxlan-ends.ts'
import { macAt } from '../../packet/address-bytes.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import { IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Space } from '../../scene/space.ts'
import type { Loss } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { ownersOf } from './misdirected.ts'
import { isOnOneLink, segmentOf } from './segment.ts'

/** What a packet went through last: a VXLAN, and to what other end. */
export interface Crossing {
  /** That sent it. */
  readonly device: Device
  readonly remote: string
  readonly port: number
  /** It was taken out at the other end. */
  readonly isOver: boolean
}

/** The last VXLAN that a packet was sent by; null for one that was in none. */
export const crossingOf = ({ trail }: Packet): Crossing | null => {
  let isOver = false
  for (let at = trail; at !== null; at = at.earlier) {
    const { kind, space, detail, object } = at.step
    if (kind !== 'tunnel') continue
    const device = [...space.devices.values()].find((one) => deviceKey(one) === object?.())
    const text = detail()
    const [, address, port] = / to (\S+):(\d+)$/.exec(text) ?? []
    if (device?.kind === 'vxlan' && address !== undefined && text.startsWith(`${device.name} vni `))
      return { device, remote: address, port: Number(port), isOver }
    isOver = true
  }
  return null
}

/** The losses of a finding that have to do with a VXLAN: the packet's own, or those of the questions for its neighbour. */
export const overlayLosses = ({ loss }: Finding): readonly Loss[] =>
  loss === null
    ? []
    : [loss, ...(loss.because ?? [])].filter(
        ({ device, packet }) => device?.kind === 'vxlan' || crossingOf(packet) !== null,
      )

/** Whether it is a packet that carries frames to another node. */
export const isCarrier = ({ packet }: Loss): boolean => {
  const crossing = crossingOf(packet)
  return (
    crossing !== null &&
    !crossing.isOver &&
    packet.protocol === IPPROTO_UDP &&
    destinationPortOf(packet) === crossing.port
  )
}

const UDP_HEADER = 8
const VXLAN_HEADER = 8

/** The hardware address that a frame is for, also while another packet carries it. */
export const frameDestination = (loss: Loss): string | null => {
  const { packet } = loss
  return isCarrier(loss)
    ? macAt(packet.bytes, packet.transport + UDP_HEADER + VXLAN_HEADER)
    : (packet.link?.destination ?? null)
}

/** A node of an overlay network: the VXLAN of it there, and where it sends and takes carrying packets. */
export interface Node {
  readonly vxlan: Device
  readonly underlay: Space
  /** Its own address there; undefined where no setting and no address tells it. */
  readonly address: string | undefined
}

/** The VXLAN on the same bridge. */
export const vxlanBeside = (device: Device): Device | null => {
  const bridge = segmentOf(device)
  return [...bridge.space.devices.values()].find(({ kind, master }) => kind === 'vxlan' && master === bridge) ?? null
}

export const nodeOf = (scene: Scene, vxlan: Device): Node | null => {
  const underlay = underlayOf(scene, vxlan)
  if (underlay === undefined) return null
  const { local, local6 } = vxlanSettings(vxlan)
  return { vxlan, underlay, address: local ?? local6 }
}

/** The node behind which somebody with a hardware address is; of several the one on the same network. */
export const nodeBehind = (scene: Scene, mac: string, from: Device): Node | null => {
  const vxlans = ownersOf(scene, mac).flatMap((owner) => {
    const vxlan = vxlanBeside(owner)
    return vxlan === null || vxlan === from || isOnOneLink(owner, from) ? [] : [vxlan]
  })
  const { id } = vxlanSettings(from)
  const vxlan = vxlans.find((one) => vxlanSettings(one).id === id) ?? vxlans[0]
  return vxlan === undefined ? null : nodeOf(scene, vxlan)
}

/** Whether an address is one of a namespace's own. */
export const hasAddress = ({ addresses }: Space, wanted: string): boolean =>
  addresses.some(({ local, address }) => (local ?? address) === wanted)

/** Entries of a VXLAN that tell behind which node somebody is. */
export const remoteEntries = ({ space, ifindex }: Device): Space['fdb'] =>
  space.fdb.filter(
    (entry) => entry.ifindex === ifindex && entry.master === undefined && entry.destination !== undefined,
  )

/** `vx-001001-abcde id 4097 local 10.0.0.1 dstport 4789` */
export const vxlanText = (device: Device): string => {
  const { id, local, local6 } = vxlanSettings(device)
  const address = local ?? local6
  return `${device.name}: vxlan id ${id ?? '?'}${address === undefined ? '' : ` local ${address}`} dstport ${vxlanPort(device)}`
}
