import { runHook } from '../../netfilter/run-hook.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { lose, type Trial } from '../../trial.ts'
import { isGroupAddress, zeroAddress } from '../hardware-address.ts'
import type { Transmit } from '../kinds/kind.ts'
import { type Port, portOf } from './bridge.ts'
import { beginDetour } from './detour.ts'
import { learnSender } from './fdb.ts'
import { finishFrame } from './finish.ts'
import type { Frame } from './frame.ts'
import { afterIp, beforeIp, bridgedPrerouting } from './netfilter.ts'

/** What a bridge needs of the layers that lie around it. */
export interface Around {
  readonly transmit: Transmit
  readonly sendToNeighbour: (trial: Trial, packet: Packet, device: Device, nextHop: string) => void
}

/** The last byte of a group address of IEEE 802.1D that no bridge gives on, by default; undefined for another address. */
const reservedByte = (destination: string): number | undefined =>
  destination.startsWith('01:80:c2:00:00:0') ? Number.parseInt(destination.slice(-1), 16) : undefined

const PAUSE = 1

/**
 * Takes a frame in at a port of a bridge (br_handle_frame, net/bridge/br_input.c).
 * @returns `pass`: the port's own host goes on with it as if there were no bridge
 */
export const handleBridgeFrame = (
  around: Around,
  trial: Trial,
  packet: Packet,
  device: Device,
): 'consumed' | 'pass' => {
  const port = portOf(device)
  const { link } = packet
  if (packet.packetType === 'loopback' || port === undefined || link === null) return 'pass'
  const { bridge } = port
  const { space } = device
  if (link.source === zeroAddress || isGroupAddress(link.source)) {
    lose(trial, {
      reason: 'bridge-reserved-address',
      space,
      packet,
      device,
      fact: () => `${link.source} cannot be a sender`,
    })
    return 'consumed'
  }
  const frame: Frame = { trial, transmit: around.transmit, packet, bridge, input: port, vlan: 0, isAnswered: false }
  const reserved = reservedByte(link.destination)
  if (reserved !== undefined && !isGivenOn(port, reserved)) {
    if (reserved === PAUSE) {
      const fact = () => `no bridge takes a frame for ${link.destination}`
      lose(trial, { reason: 'bridge-reserved-address', space, packet, device, fact })
      return 'consumed'
    }
    if (runHook({ trial, space, packet, family: 'bridge', hook: 'input', in: device, out: null }) !== 'accept')
      return 'consumed'
    if (port.settings.learning !== false) learnSender(frame, port)
    return 'pass'
  }
  const { state } = port.settings
  if (state !== 'forwarding' && state !== 'learning') {
    lose(trial, {
      reason: bridge.device.isUp ? 'bridge-port-state' : 'bridge-down',
      space,
      packet,
      device,
      fact: () => `port ${device.name} of ${bridge.device.name} is ${state}`,
    })
    return 'consumed'
  }
  if (link.destination === bridge.device.mac) packet.packetType = 'host'
  if (runHook({ trial, space, packet, family: 'bridge', hook: 'brouting', in: device, out: null }) === 'drop')
    return 'pass'
  const hook = { trial, space, packet, family: 'bridge', hook: 'prerouting', in: device, out: null } as const
  if (runHook(hook, beforeIp) !== 'accept') return 'consumed'
  if (isBrouted(packet)) return 'pass'
  const next = bridgedPrerouting(frame, port)
  if (next === 'drop' || runHook(hook, afterIp) !== 'accept') return 'consumed'
  if (isBrouted(packet)) return 'pass'
  if (next === 'bridged') {
    finishFrame(frame, port)
    return 'consumed'
  }
  beginDetour(packet)
  around.sendToNeighbour(trial, packet, bridge.device, next.neighbour)
  return 'consumed'
}

/** A rule of nf_tables wants it routed (`meta broute set 1`). */
const isBrouted = ({ broute }: Packet): boolean => broute === true

/** Whether the masks of port or bridge let a reserved group through; without STP its own group is an ordinary one. */
const isGivenOn = ({ bridge, settings }: Port, byte: number): boolean => {
  const mask = (settings.groupForwardMask ?? 0) | (bridge.settings.groupForwardMask ?? 0)
  if (byte === PAUSE) return false
  return (byte === 0 && (bridge.settings.stpState ?? 0) === 0) || (mask & (1 << byte)) !== 0
}
