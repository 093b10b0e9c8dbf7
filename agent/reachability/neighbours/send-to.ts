import { broadcastAddress, zeroAddress } from '../link/hardware-address.ts'
import { deviceKey } from '../link/text.ts'
import { transmit } from '../link/transmit.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { lose, note, type Trial } from '../trial.ts'
import { solicitArp } from './arp-request.ts'
import { fixedAddress, isBroadcast } from './fixed-address.ts'
import { solicitNeighbour } from './nd-request.ts'
import { knownAddress, neighbourKey } from './table.ts'

/**
 * Hands a packet to the neighbour that is its next hop (neigh_output, neigh_resolve_output, net/core/neighbour.c). Where nobody knows
 * the hardware address it waits, and the neighbour is asked for.
 * @param nextHop the gateway, or the destination itself; of either family
 */
export const sendToNeighbour = (trial: Trial, packet: Packet, device: Device, nextHop: string): void => {
  if (!device.isEthernet) {
    packet.link = null
    transmit(trial, packet, device)
    return
  }
  const mac = fixedAddress(packet, device, nextHop) ?? knownAddress(trial, device, nextHop)
  if (mac !== undefined) {
    sendTo(trial, packet, device, nextHop, mac)
    return
  }
  const key = neighbourKey(device, nextHop)
  const learned = trial.neighbours.get(key)
  if (learned === undefined) {
    if (isBroadcast(device, nextHop)) {
      sendTo(trial, packet, device, nextHop, device.record.broadcast ?? broadcastAddress)
      return
    }
    trial.neighbours.set(key, { mac: null, waiting: [{ packet, device }], answers: [], failed: false })
    noteAsking(packet, device, nextHop)
    solicit(trial, packet, device, nextHop)
    return
  }
  if (learned.failed) {
    const before = trial.losses.find(({ reason, device: at }) => reason === 'neighbour-failed' && at === device)
    lose(trial, {
      reason: 'neighbour-failed',
      space: device.space,
      packet,
      device,
      fact: () => `nobody answers for ${nextHop} on ${device.name}`,
      ...(before?.because === undefined ? {} : { because: before.because }),
    })
    return
  }
  learned.waiting.push({ packet, device })
  if (learned.waiting.length === 1) solicit(trial, packet, device, nextHop)
}

const solicit = (trial: Trial, packet: Packet, device: Device, nextHop: string): void => {
  if (nextHop.includes(':')) solicitNeighbour(trial, packet, device, nextHop)
  else solicitArp(trial, packet, device, nextHop)
}

const noteAsking = (packet: Packet, device: Device, nextHop: string): void =>
  note(packet, {
    kind: 'neighbour',
    space: device.space,
    detail: () => `${nextHop} dev ${device.name} INCOMPLETE`,
    object: () => deviceKey(device),
  })

/** Writes the Ethernet header, and sends. Also for packets that have waited for it. */
export const sendTo = (trial: Trial, packet: Packet, device: Device, nextHop: string, mac: string): void => {
  packet.link = { source: device.mac ?? zeroAddress, destination: mac }
  if (device.kind !== 'loopback')
    note(packet, {
      kind: 'neighbour',
      space: device.space,
      detail: () => `${nextHop} dev ${device.name} lladdr ${mac}`,
      object: () => deviceKey(device),
    })
  transmit(trial, packet, device)
}
