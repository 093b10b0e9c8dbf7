import { runHook } from '../../netfilter/run-hook.ts'
import { copyOf } from '../../packet/copy.ts'
import { type LossReason, lose, note } from '../../trial.ts'
import { fitsMtu } from '../frame-length.ts'
import { deviceKey } from '../text.ts'
import type { Port } from './bridge.ts'
import type { Frame } from './frame.ts'
import { afterIp, beforeIp, bridgedForward, bridgedPostrouting } from './netfilter.ts'
import { allowsEgress, leaveVlan } from './vlan.ts'

/** Why a frame may not go out at a port; null when it may (should_deliver, net/bridge/br_forward.c). */
const refusalAt = (frame: Frame, port: Port): { reason: LossReason; fact: () => string } | null => {
  const { bridge, input } = frame
  const { settings, device } = port
  if (port === input && settings.hairpin !== true)
    return {
      reason: 'bridge-same-port',
      fact: () => `it would leave by ${device.name}, where it came in, and hairpin is off`,
    }
  if (settings.state !== 'forwarding')
    return {
      reason: bridge.device.isUp ? 'bridge-port-state' : 'bridge-down',
      fact: () => `port ${device.name} of ${bridge.device.name} is ${settings.state}`,
    }
  if (!allowsEgress(frame, port.vlans))
    return {
      reason: 'bridge-vlan',
      fact: () => `port ${device.name} of ${bridge.device.name} is not in VLAN ${frame.vlan}`,
    }
  if (input?.settings.isolated === true && settings.isolated === true)
    return {
      reason: 'bridge-isolated',
      fact: () => `ports ${input.device.name} and ${device.name} of ${bridge.device.name} are both isolated`,
    }
  return null
}

const loseAt = (frame: Frame, port: Port, refusal: { reason: LossReason; fact: () => string }): void =>
  lose(frame.trial, { ...refusal, space: port.device.space, packet: frame.packet, device: port.device })

/** Sends a frame out at the port where its destination is (br_forward). */
export const forwardTo = (frame: Frame, to: Port): void => {
  const backup = to.device.hasCarrier ? undefined : to.bridge.ports.get(to.settings.backupPort ?? 0)
  const port = backup ?? to
  const refusal = refusalAt(frame, port)
  if (refusal === null) sendAt(frame, port)
  else loseAt(frame, port, refusal)
}

/**
 * Sends copies out at many ports, the frame itself at the last; those that may not have it are told as losses.
 * @returns whether one may
 */
export const forwardToAll = (frame: Frame, ports: readonly Port[], keepsOriginal: boolean): boolean => {
  const open: Port[] = []
  for (const port of ports) {
    const refusal = refusalAt(frame, port)
    if (refusal === null) open.push(port)
    else if (refusal.reason !== 'bridge-same-port') loseAt(frame, port, refusal)
  }
  const last = keepsOriginal ? null : open.at(-1)
  const copies = open.map((port) => ({ port, packet: port === last ? frame.packet : copyOf(frame.packet) }))
  for (const { port, packet } of copies) sendAt({ ...frame, packet }, port)
  return open.length > 0
}

/** The hooks on the way out, and out (__br_forward, br_forward_finish, br_dev_queue_push_xmit). */
const sendAt = (frame: Frame, port: Port): void => {
  const { trial, packet, input, transmit } = frame
  const { device } = port
  const { space } = device
  leaveVlan(frame, port.vlans)
  note(packet, {
    kind: 'bridge',
    space,
    detail: () => `${port.bridge.device.name} port ${device.name}`,
    object: () => deviceKey(device),
  })
  const hook = { trial, space, packet, family: 'bridge', out: device } as const
  if (input === null) {
    if (runHook({ ...hook, hook: 'output', in: null }) !== 'accept') return
  } else {
    const forward = { ...hook, hook: 'forward', in: input.device } as const
    if (runHook(forward, beforeIp) !== 'accept') return
    if (bridgedForward(frame, port) !== 'accept') return
    if (runHook(forward, afterIp) !== 'accept') return
  }
  if (runHook({ ...hook, hook: 'postrouting', in: null }) !== 'accept') return
  if (bridgedPostrouting(frame, port) !== 'accept') return
  if (!fitsMtu(packet, device.mtu)) {
    loseAt(frame, port, {
      reason: 'frame-too-big',
      fact: () => `a packet of ${packet.bytes.length} bytes is larger than the MTU ${device.mtu} of ${device.name}`,
    })
    return
  }
  transmit(trial, packet, device)
}
