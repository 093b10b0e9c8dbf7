import { answerLabel } from '../../neighbours/label.ts'
import { knownAddress } from '../../neighbours/table.ts'
import { runHook } from '../../netfilter/run-hook.ts'
import { arpPacket, neighbourAdvertisement } from '../../packet/build.ts'
import { arpOf, neighbourMessageOf, sourceOf } from '../../packet/fields.ts'
import { ETH_P_ARP, type Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { note } from '../../trial.ts'
import { uppersOf } from '../uppers.ts'
import type { Port } from './bridge.ts'
import { findEntry } from './fdb.ts'
import type { Frame } from './frame.ts'

/** ARPOP_REQUEST and ARPOP_REPLY */
const REQUEST = 1

/**
 * Lets the bridge answer a neighbour request itself, from its own neighbour table, for ports with `proxy_arp` or `neigh_suppress`
 * (br_do_proxy_suppress_arp, br_do_suppress_nd, net/bridge/br_arp_nd_proxy.c).
 */
export const answerAsProxy = (frame: Frame): void => {
  const { packet, bridge, input } = frame
  if (packet.etherType === ETH_P_ARP) proxyArp(frame)
  else if (bridge.suppressesNeighbours && input?.settings.neighbourSuppress !== true) proxyDiscovery(frame)
}

const proxyArp = (frame: Frame): void => {
  const { packet, bridge, input } = frame
  const arp = arpOf(packet)
  if (arp === null || bridge.device.hasNoArp || arp.targetAddress.startsWith('127.')) return
  const { suppressesNeighbours } = bridge
  if (suppressesNeighbours) {
    if (input?.settings.neighbourSuppress === true) return
    if (arp.senderAddress.startsWith('0.') || arp.senderAddress === arp.targetAddress) {
      frame.isAnswered = true
      return
    }
  }
  if (arp.operation !== REQUEST) return
  const known = knownHere(frame, arp.targetAddress)
  if (known === null) return
  if (input?.settings.proxyArp === true || known.port?.settings.neighbourSuppress === true) {
    const reply = arpPacket({
      label: answerLabel(packet.label),
      operation: 'reply',
      senderMac: known.mac,
      senderAddress: arp.targetAddress,
      targetMac: arp.senderMac,
      targetAddress: arp.senderAddress,
      to: arp.senderMac,
    })
    sendBack(frame, reply, arp.targetAddress, 'arp')
  } else if (!suppressesNeighbours) return
  frame.isAnswered = true
}

const proxyDiscovery = (frame: Frame): void => {
  const { packet } = frame
  const message = neighbourMessageOf(packet)
  if (message?.kind !== 'solicitation') return
  const asker = sourceOf(packet)
  if (asker === '::') {
    frame.isAnswered = true
    return
  }
  const known = knownHere(frame, message.target)
  if (known === null) return
  if (known.port?.settings.neighbourSuppress === true)
    sendBack(
      frame,
      neighbourAdvertisement({
        label: answerLabel(packet.label),
        source: message.target,
        mac: known.mac,
        target: message.target,
        to: { address: asker, mac: message.mac ?? packet.link?.source ?? '' },
      }),
      message.target,
      null,
    )
  frame.isAnswered = true
}

/** What the bridge's own host knows of the neighbour, and at which port that is; null when it does not answer. */
const knownHere = (frame: Frame, target: string): { readonly mac: string; readonly port: Port | null } | null => {
  const { trial, bridge, vlan } = frame
  const asking = vlan === 0 ? bridge.device : vlanDeviceOf(frame)
  if (asking === undefined) return null
  if (bridge.suppressesNeighbours && isOwnAddress(frame, asking, target)) {
    frame.isAnswered = true
    return null
  }
  const mac = knownAddress(trial, asking, target)
  const entry = mac === undefined ? undefined : findEntry(trial, bridge, vlan, mac)
  return mac === undefined || entry === undefined ? null : { mac, port: entry.port }
}

const vlanDeviceOf = ({ trial, bridge, vlan }: Frame): Device | undefined =>
  uppersOf(trial.scene, bridge.device).find(({ record }) => {
    const info = record.info?.link
    return info?.kind === 'vlan' && info.data?.id === vlan
  })

/** br_is_local_ip: an address of the bridge or of what lies on it. Of IPv6 any of the namespace counts that is not bound to a link. */
const isOwnAddress = ({ trial }: Frame, device: Device, target: string): boolean => {
  const holders = new Set([device, ...uppersOf(trial.scene, device)].map(({ ifindex }) => ifindex))
  return device.space.addresses.some(
    ({ ifindex, address, local, scope }) =>
      (local ?? address) === target && (holders.has(ifindex) || (target.includes(':') && (scope ?? 0) === 0)),
  )
}

const sendBack = (frame: Frame, reply: Packet, target: string, hook: 'arp' | null): void => {
  const { trial, packet, bridge, input, vlan, transmit } = frame
  const { space } = bridge.device
  reply.trail = packet.trail
  note(reply, { kind: 'bridge', space, detail: () => `${bridge.device.name} answers for ${target} itself` })
  if (input === null) {
    reply.packetType = 'host'
    trial.frames.push({ device: bridge.device, packet: reply })
    return
  }
  if (vlan !== 0 && vlan !== input.vlans.pvid && packet.vlan !== null) reply.vlan = { ...packet.vlan }
  const out = input.device
  if (
    hook === null ||
    runHook({ trial, space, packet: reply, family: hook, hook: 'output', in: null, out }) === 'accept'
  )
    transmit(trial, reply, out)
}
