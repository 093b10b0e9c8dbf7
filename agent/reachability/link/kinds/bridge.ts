import { ETH_P_ARP, ETH_P_IPV6 } from '../../packet/packet.ts'
import { lose, note } from '../../trial.ts'
import { bridgeOf } from '../bridge/bridge.ts'
import { endDetour } from '../bridge/detour.ts'
import { findEntry } from '../bridge/fdb.ts'
import { finishFrame } from '../bridge/finish.ts'
import { flood } from '../bridge/flood.ts'
import { forwardTo, forwardToAll } from '../bridge/forward.ts'
import type { Frame } from '../bridge/frame.ts'
import { listenersOf } from '../bridge/multicast.ts'
import { answerAsProxy } from '../bridge/suppress.ts'
import { allowsIngress } from '../bridge/vlan.ts'
import { broadcastAddress, isGroupAddress } from '../hardware-address.ts'
import { deviceKey } from '../text.ts'
import type { SendByKind } from './kind.ts'

/** A frame of the bridge's own host (br_dev_xmit, net/bridge/br_device.c). */
export const bridge: SendByKind = (trial, packet, device, transmit) => {
  const self = bridgeOf(device)
  const input = packet.bridged === null ? undefined : self.ports.get(packet.bridged.physicalIn.ifindex)
  if (endDetour(packet) && input !== undefined) {
    finishFrame({ trial, transmit, packet, bridge: self, input, vlan: 0, isAnswered: false }, input)
    return
  }
  const frame: Frame = { trial, transmit, packet, bridge: self, input: null, vlan: 0, isAnswered: false }
  if (!allowsIngress(frame, self.vlans)) return
  const isNeighbourly = packet.etherType === ETH_P_ARP || packet.etherType === ETH_P_IPV6
  if (isNeighbourly && self.suppressesNeighbours) answerAsProxy(frame)
  const destination = packet.link?.destination ?? broadcastAddress
  if (isGroupAddress(destination)) {
    const listeners = destination === broadcastAddress ? null : listenersOf(self, packet, frame.vlan)
    if (listeners !== null) forwardToAll(frame, listeners.ports, false)
    else flood(frame, destination === broadcastAddress ? 'broadcast' : 'multicast', false)
    return
  }
  const found = findEntry(trial, self, frame.vlan, destination)
  note(packet, {
    kind: 'fdb',
    space: device.space,
    detail: () =>
      `${destination} ${found?.port ? `dev ${found.port.device.name}` : 'unknown, flooded'} master ${device.name}`,
    object: () => deviceKey(device),
  })
  if (found === undefined) flood(frame, 'unicast', false)
  else if (found.port !== null) forwardTo(frame, found.port)
  else
    lose(trial, {
      reason: 'bridge-fdb-local',
      space: device.space,
      packet,
      device,
      fact: () => `${destination} is an address of ${device.name} itself`,
    })
}
