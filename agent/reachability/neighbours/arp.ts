import { zeroAddress } from '../link/hardware-address.ts'
import { deviceKey } from '../link/text.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import { arpPacket } from '../packet/build.ts'
import { type ArpFields, arpOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { isLoopback, isMulticast } from '../routing/ipv4/number.ts'
import { routesLocalnet } from '../routing/settings.ts'
import type { Device } from '../scene/device.ts'
import { lose, note, type Trial } from '../trial.ts'
import { decideArp } from './arp-answer.ts'
import { sendArp } from './arp-request.ts'
import { answerLabel } from './label.ts'
import { ipv4SettingsOf, largerSetting } from './settings.ts'
import { learnNeighbour } from './table.ts'

const REQUEST = 1
const REPLY = 2

/** Takes an ARP packet in (arp_rcv, arp_process, net/ipv4/arp.c): answers it, or learns from it. */
export const receiveArp = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  const arp = arpOf(packet)
  const settings = ipv4SettingsOf(device)
  if (arp === null) return
  const ignore = (fact: () => string): void => lose(trial, { reason: 'arp-ignored', space, packet, device, fact })
  if (device.hasNoArp || settings === undefined) {
    ignore(() => `${device.name} has no ${device.hasNoArp ? 'ARP (NOARP)' : 'IPv4'}`)
    return
  }
  if (runHook({ trial, space, packet, family: 'arp', hook: 'input', in: device, out: null }) !== 'accept') return
  const { senderAddress: sender, targetAddress: target } = arp
  const asked = ipv4Number(target)
  if (isMulticast(asked)) return
  if (isLoopback(asked) && !routesLocalnet(space, device)) {
    ignore(() => `${target} is asked for from outside`)
    return
  }
  if (arp.operation === REQUEST) {
    const decision = decideArp(trial, packet, device, sender, target)
    if (decision.answers === 'no' || decision.answers === 'refused') ignore(decision.fact)
    if (decision.answers === 'own' || decision.answers === 'proxy') {
      // neigh_event_ns
      if (sender !== '0.0.0.0') learnNeighbour(trial, device, sender, arp.senderMac, { create: true, override: true })
      answer(trial, packet, device, arp, decision.answers)
    }
    if (decision.answers !== 'not-mine' && decision.answers !== 'refused') return
  }
  if (sender !== '0.0.0.0') update(trial, device, arp)
}

/** Learns from what is said to others, too, but mostly only where there is an entry already. */
const update = (
  trial: Trial,
  device: Device,
  { operation, senderAddress, senderMac, targetAddress }: ArpFields,
): void => {
  const accept = largerSetting(device, 'arp_accept', ipv4SettingsOf(device)?.arpAccept)
  const isGratuitous = operation === REQUEST && senderAddress === targetAddress
  const create =
    accept !== 0 &&
    (isGratuitous || operation === REPLY) &&
    addressTypeOf(device.space, senderAddress, null) === 'unicast'
  learnNeighbour(trial, device, senderAddress, senderMac, { create, override: isGratuitous && accept !== 0 })
}

const answer = (trial: Trial, request: Packet, device: Device, arp: ArpFields, as: 'own' | 'proxy'): void => {
  const mac = device.mac ?? zeroAddress
  const reply = arpPacket({
    label: answerLabel(request.label),
    operation: 'reply',
    senderMac: mac,
    senderAddress: arp.targetAddress,
    targetMac: arp.senderMac,
    targetAddress: arp.senderAddress,
    to: arp.senderMac,
  })
  reply.trail = request.trail
  note(reply, {
    kind: 'neighbour',
    space: device.space,
    detail: () =>
      `${device.name} answers that ${arp.targetAddress} is at ${mac}${as === 'proxy' ? ' (proxy_arp)' : ''}`,
    object: () => deviceKey(device),
  })
  sendArp(trial, reply, device)
}
