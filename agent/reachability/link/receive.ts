import { receiveIp } from '../ip/receive.ts'
import { receiveArp } from '../neighbours/arp.ts'
import { sendToNeighbour } from '../neighbours/send-to.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { lose, type Reception, type Trial } from '../trial.ts'
import { handleBridgeFrame } from './bridge/handle-frame.ts'
import { handleBondFrame } from './kinds/bond.ts'
import { handleIpvlanFrame } from './kinds/ipvlan.ts'
import { handleMacvlanFrame } from './kinds/macvlan.ts'
import { handleVlanFrame } from './kinds/vlan.ts'
import { passesPrograms } from './programs.ts'
import { deviceText } from './text.ts'
import { transmit } from './transmit.ts'
import { uppersOf } from './uppers.ts'

/**
 * Takes a frame in at a device (__netif_receive_skb_core, net/core/dev.c): programs, the ingress hook of netfilter, the tag of a
 * VLAN, whoever has put itself over the device, and then the protocol. `packetType` is set.
 */
export const receive = (trial: Trial, { device, packet }: Reception): void => {
  const { space } = device
  if (!device.isUp) {
    lose(trial, { reason: 'device-down', space, packet, device, fact: () => `${deviceText(device)} is down` })
    return
  }
  packet.sender = null
  if (!passesPrograms(trial, packet, device, 'ingress')) return
  if (runHook({ trial, space, packet, family: 'netdev', hook: 'ingress', in: device, out: null }) !== 'accept') return

  const next = handledAbove(trial, packet, device)
  if (next === null) return
  if (next !== device) {
    receive(trial, { device: next, packet })
    return
  }
  if (packet.vlan !== null) {
    if (packet.vlan.id !== 0) packet.packetType = 'otherhost'
    packet.vlan = null
  }
  packet.arrivedAt = device
  toProtocol(trial, packet, device)
}

/** The device that goes on with the frame: this one, or one above; null when somebody has taken it. */
const handledAbove = (trial: Trial, packet: Packet, device: Device): Device | null => {
  const uppers = uppersOf(trial.scene, device)
  if (packet.vlan !== null && packet.vlan.id !== 0) {
    const tagged = handleVlanFrame(trial, packet, device, uppers)
    if (tagged !== undefined) return tagged
  }
  const { master } = device
  if (master?.kind === 'bridge') {
    const outcome = handleBridgeFrame({ transmit, sendToNeighbour }, trial, packet, device)
    return outcome === 'pass' ? device : null
  }
  if (master?.kind === 'bond' || master?.kind === 'team') return handleBondFrame(trial, packet, device, master)
  if (master !== null && master.kind !== 'vrf') {
    lose(trial, {
      reason: 'tunnel-unknown',
      space: device.space,
      packet,
      device,
      fact: () =>
        `${deviceText(device)} belongs to ${master.name}, a device of the kind ${master.kind} that is not known`,
    })
    return null
  }
  if (uppers.length === 0) return device
  const taken = handleMacvlanFrame(trial, packet, device, uppers)
  return taken === undefined ? handleIpvlanFrame(trial, packet, device, uppers) : taken
}

const toProtocol = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  if (packet.packetType === 'otherhost') {
    lose(trial, {
      reason: 'otherhost',
      space,
      packet,
      device,
      fact: () =>
        `the frame is for ${packet.link?.destination}${packet.vlan === null ? '' : ' with a tag'}, and ${deviceText(device)} is ${device.mac}`,
    })
    return
  }
  if (packet.etherType === ETH_P_ARP) receiveArp(trial, packet, device)
  else if (packet.etherType === ETH_P_IP || packet.etherType === ETH_P_IPV6) receiveIp(trial, packet, device)
  else
    lose(trial, {
      reason: 'unknown-protocol',
      space,
      packet,
      device,
      fact: () => `nobody takes the protocol 0x${packet.etherType.toString(16)}`,
    })
}
