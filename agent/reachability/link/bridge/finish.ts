import { runHook } from '../../netfilter/run-hook.ts'
import { copyOf } from '../../packet/copy.ts'
import { ETH_P_ARP, ETH_P_IPV6 } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { lose, note } from '../../trial.ts'
import { broadcastAddress, isGroupAddress } from '../hardware-address.ts'
import { deviceKey } from '../text.ts'
import type { Port } from './bridge.ts'
import { findEntry, isLockedOut, learnSender } from './fdb.ts'
import { flood } from './flood.ts'
import { forwardTo, forwardToAll } from './forward.ts'
import type { Frame } from './frame.ts'
import { listenersOf } from './multicast.ts'
import { answerAsProxy } from './suppress.ts'
import { allowsEgress, allowsIngress, leaveVlan } from './vlan.ts'

/** What a bridge does with a frame that its port may take: learns, and sends it on (br_handle_frame_finish, net/bridge/br_input.c). */
export const finishFrame = (frame: Frame, input: Port): void => {
  const { trial, packet, bridge } = frame
  const { device } = bridge
  const { space } = device
  if (!allowsIngress(frame, input.vlans) || isLockedOut(frame, input)) return
  if (input.settings.learning !== false) learnSender(frame, input)
  if (input.settings.state === 'learning') {
    lose(trial, {
      reason: 'bridge-port-state',
      space,
      packet,
      device: input.device,
      fact: () => `port ${input.device.name} of ${device.name} is only learning`,
    })
    return
  }
  const destination = packet.link?.destination ?? broadcastAddress
  if (packet.etherType === ETH_P_ARP || packet.etherType === ETH_P_IPV6) answerAsProxy(frame)
  let isForHost = isPromiscuous(device)
  if (isGroupAddress(destination)) {
    const audience = destination === broadcastAddress ? 'broadcast' : 'multicast'
    packet.packetType = audience
    const listeners = audience === 'multicast' ? listenersOf(bridge, packet, frame.vlan) : null
    isForHost ||= listeners?.host ?? true
    if (listeners === null) flood(frame, audience, isForHost)
    else forwardToAll(frame, listeners.ports, isForHost)
  } else {
    const found = findEntry(trial, bridge, frame.vlan, destination)
    if (found?.isLocal === true) {
      passUp(frame, input)
      return
    }
    noteEntry(frame, destination, found?.port ?? null)
    // The copy goes up: what is sent out may be given on as it is.
    const up = isForHost ? { ...frame, packet: copyOf(packet) } : null
    if (found === undefined) flood(frame, 'unicast', false)
    else if (found.port !== null) forwardTo(frame, found.port)
    if (up !== null) passUp(up, input)
    return
  }
  if (isForHost) passUp(frame, input)
}

/** The host wants all that the bridge sees (IFF_PROMISC, whoever asked for it). */
const isPromiscuous = ({ record }: Device): boolean => (record.promiscuity ?? 0) > 0

const noteEntry = ({ packet, bridge, vlan }: Frame, destination: string, port: Port | null): void =>
  note(packet, {
    kind: 'fdb',
    space: bridge.device.space,
    detail: () =>
      `${destination}${vlan === 0 ? '' : ` vlan ${vlan}`} ${port === null ? 'unknown, flooded' : `dev ${port.device.name}`} master ${bridge.device.name}`,
    object: () => deviceKey(bridge.device),
  })

/** Gives a frame to the bridge's own host (br_pass_frame_up). */
const passUp = (frame: Frame, input: Port): void => {
  const { trial, packet, bridge } = frame
  const { device } = bridge
  const { space } = device
  if (!isPromiscuous(device) && !allowsEgress(frame, bridge.vlans)) {
    lose(trial, {
      reason: 'bridge-vlan',
      space,
      packet,
      device,
      fact: () => `${device.name} itself is not in VLAN ${frame.vlan}`,
    })
    return
  }
  leaveVlan(frame, bridge.vlans)
  if (runHook({ trial, space, packet, family: 'bridge', hook: 'input', in: input.device, out: null }) !== 'accept')
    return
  note(packet, {
    kind: 'bridge',
    space,
    detail: () => `${input.device.name} up to ${device.name}`,
    object: () => deviceKey(device),
  })
  trial.frames.push({ device, packet })
}
