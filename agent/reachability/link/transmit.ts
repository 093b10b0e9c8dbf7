import { runHook } from '../netfilter/run-hook.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { lose, type Trial } from '../trial.ts'
import { sendByKind } from './kinds/index.ts'
import { passesPrograms } from './programs.ts'
import { deviceText } from './text.ts'

/** Devices that a frame may pass before it counts as going round for ever. */
const hopLimit = 40
/** Frames of one trial: a loop of layer 2 multiplies what it floods. */
const frameLimit = 20_000

const goesRound = (trial: Trial, packet: Packet): boolean => {
  packet.hops++
  trial.sentFrames++
  return packet.hops > hopLimit || trial.sentFrames > frameLimit
}

/**
 * Sends a frame by a device (__dev_queue_xmit, net/core/dev.c): the egress hook of netfilter, the programs of traffic control, and
 * then what its kind does. The packet has its Ethernet header, if the device has one.
 */
export const transmit = (trial: Trial, packet: Packet, device: Device): void => {
  const { space } = device
  if (!device.isUp || !device.hasCarrier) {
    lose(trial, {
      reason: device.isUp ? 'no-carrier' : 'device-down',
      space,
      packet,
      device,
      fact: () => `${deviceText(device)} ${device.isUp ? 'has no carrier' : 'is down'}`,
    })
    return
  }
  if (goesRound(trial, packet)) {
    lose(trial, {
      reason: 'loop',
      space,
      packet,
      device,
      fact: () => `the frame comes to ${deviceText(device)} again and again`,
    })
    return
  }
  if (runHook({ trial, space, packet, family: 'netdev', hook: 'egress', in: null, out: device }) !== 'accept') return
  if (!passesPrograms(trial, packet, device, 'egress')) return
  sendByKind(trial, packet, device, transmit)
}
