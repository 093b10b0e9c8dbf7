import { withPort } from '../../../firewall/prefix.ts'
import { answerLabel } from '../../neighbours/label.ts'
import { knownAddress } from '../../neighbours/table.ts'
import { write32 } from '../../packet/address-bytes.ts'
import { arpPacket, neighbourAdvertisement, udpPacket } from '../../packet/build.ts'
import { copyOf } from '../../packet/copy.ts'
import { arpOf, neighbourMessageOf, sourceOf } from '../../packet/fields.ts'
import { IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import { addressTypeOf } from '../../routing/address-type.ts'
import { lookupRoute } from '../../routing/lookup.ts'
import { plainFlow } from '../../routing/plain-flow.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { broadcastAddress } from '../hardware-address.ts'
import { deviceKey, deviceText } from '../text.ts'
import { carriedBy, frameBytes, senderWithin } from '../tunnels/frame-bytes.ts'
import { giveToVxlan } from '../tunnels/receive-vxlan.ts'
import { sourcePortFor } from '../tunnels/source-port.ts'
import { type Remote, remotesFor, underlayOf, vxlanSettings } from '../tunnels/vxlan-ends.ts'
import type { SendByKind } from './kind.ts'
import { unknown } from './unknown.ts'

/** Ethernet in UDP (vxlan_xmit, drivers/net/vxlan/vxlan_core.c): the carrying packet is sent by the namespace where the device was made. */
export const vxlan: SendByKind = (trial, packet, device, transmit) => {
  const { space } = device
  const settings = vxlanSettings(device)
  const underlay = underlayOf(trial.scene, device)
  if (underlay === undefined || settings.collectMetadata === true) {
    unknown(trial, packet, device, transmit)
    return
  }
  const asked = settings.proxy === true ? askedFor(packet) : null
  if (asked !== null) {
    answerItself(trial, packet, device, asked)
    return
  }
  const mac = packet.link?.destination ?? broadcastAddress
  const remotes = remotesFor(trial, device, mac)
  if (remotes.length === 0)
    lose(trial, {
      reason: 'vxlan-no-remote',
      space,
      packet,
      device,
      fact: () => `${deviceText(device)} has no remote end for ${mac}`,
    })
  for (const [index, remote] of remotes.entries())
    sendTo(trial, index === remotes.length - 1 ? packet : copyOf(packet), device, underlay, remote)
}

/** vxlan_xmit_one */
const sendTo = (trial: Trial, packet: Packet, device: Device, underlay: Space, remote: Remote): void => {
  const settings = vxlanSettings(device)
  const { address } = remote
  note(packet, {
    kind: 'tunnel',
    space: device.space,
    detail: () => `${device.name} vni ${remote.vni} to ${withPort(address, remote.port)}`,
    object: () => deviceKey(device),
  })
  if (settings.localBypass !== false && addressTypeOf(underlay, address, null) === 'local') {
    // vxlan_encap_bypass: both ends are here, and nothing is encapsulated.
    const inner = carriedBy(packet, copyOf(packet))
    giveToVxlan(trial, inner, underlay, { vni: remote.vni, port: remote.port, remote: address })
    return
  }
  const isIpv6 = address.includes(':')
  const sourcePort = sourcePortFor(packet, settings.sourcePorts)
  const local = isIpv6 ? settings.local6 : settings.local
  const ports = { sourcePort, destinationPort: remote.port }
  const flow = plainFlow(address, { source: local ?? null, protocol: IPPROTO_UDP, ...ports, output: remote.device })
  const route = lookupRoute(underlay, flow, trial)
  const source = local ?? route.source
  if (source === null) {
    lose(trial, {
      reason: 'no-route',
      space: underlay,
      packet,
      device,
      fact: () => `${underlay.title} has no way to the remote end ${address} of ${device.name}`,
    })
    return
  }
  const header = new Uint8Array(8)
  header[0] = 0x08
  write32(header, 4, remote.vni << 8)
  const outer = udpPacket({
    label: packet.label,
    source,
    destination: address,
    ...ports,
    payload: frameBytes(packet, header),
    dontFragment: settings.dontFragment === 'set',
    ...(settings.ttl ? { ttl: settings.ttl } : {}),
    ...(underlay === device.space ? { mark: packet.mark } : {}),
  })
  outer.sender = senderWithin(packet, device, underlay)
  outer.route = route
  trial.toSend.push({ space: underlay, packet: carriedBy(packet, outer) })
}

const REQUEST = 1

/** What a device with `proxy` does not let through: all of ARP, and the solicitations of IPv6. */
interface Asked {
  readonly target: string
  readonly answer: ((mac: string) => Packet) | null
}

const askedFor = (packet: Packet): Asked | null => {
  const label = answerLabel(packet.label)
  const arp = arpOf(packet)
  if (arp !== null) {
    const { operation, senderMac, senderAddress, targetAddress: target } = arp
    const to = { targetMac: senderMac, targetAddress: senderAddress, to: senderMac }
    const answer = (mac: string): Packet =>
      arpPacket({ label, operation: 'reply', senderMac: mac, senderAddress: target, ...to })
    return { target, answer: operation === REQUEST ? answer : null }
  }
  const message = neighbourMessageOf(packet)
  if (message?.kind !== 'solicitation') return null
  const { target } = message
  const to = { address: sourceOf(packet), mac: message.mac ?? packet.link?.source ?? broadcastAddress }
  return { target, answer: (mac) => neighbourAdvertisement({ label, source: target, mac, target, to }) }
}

/** arp_reduce, neigh_reduce: answered from the device's own neighbour table, and sent nowhere. */
const answerItself = (trial: Trial, packet: Packet, device: Device, { target, answer }: Asked): void => {
  const mac = knownAddress(trial, device, target)
  if (mac === undefined || answer === null) {
    lose(trial, {
      reason: 'arp-ignored',
      space: device.space,
      packet,
      device,
      fact: () => `${deviceText(device)} answers for neighbours itself (proxy), and has no entry for ${target}`,
    })
    return
  }
  trial.frames.push({ device, packet: carriedBy(packet, answer(mac)) })
}
