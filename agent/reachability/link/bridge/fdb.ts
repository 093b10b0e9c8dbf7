import { lose, note, type Trial } from '../../trial.ts'
import type { Bridge, Port } from './bridge.ts'
import type { Frame } from './frame.ts'

const learnedKey = ({ device }: Bridge, vlan: number, mac: string): string =>
  `${device.space.netns}/${device.ifindex}/${vlan}/${mac}`

/** Where frames for an address go: the bridge's own host, a port, or (undefined) nobody knows. */
export interface Found {
  readonly isLocal: boolean
  /** Null for the bridge's own address. */
  readonly port: Port | null
  readonly isLocked: boolean
}

/**
 * br_fdb_find, net/bridge/br_fdb.c. An entry may be old: it counts until it is collected. Its own address a bridge always has, also where
 * the database could not be read.
 */
export const findEntry = (trial: Trial, bridge: Bridge, vlan: number, mac: string): Found | undefined => {
  const recorded = bridge.recorded(vlan, mac)
  if (recorded?.isLocal === true)
    return { isLocal: true, port: bridge.ports.get(recorded.port) ?? null, isLocked: false }
  const learned = trial.learnedPorts.get(learnedKey(bridge, vlan, mac))
  const port = bridge.ports.get(learned ?? recorded?.port ?? 0)
  if (port === undefined) return undefined
  return { isLocal: false, port, isLocked: learned === undefined && recorded?.isLocked === true }
}

/** Learns where the sender is (br_fdb_update): also a static entry moves, a sticky one does not. */
export const learnSender = ({ trial, packet, bridge, vlan }: Frame, port: Port): void => {
  const mac = packet.link?.source
  if (mac === undefined || bridge.settings.ageingTime === 0) return
  const recorded = bridge.recorded(vlan, mac)
  if (recorded?.isLocal === true || recorded?.isSticky === true) return
  const key = learnedKey(bridge, vlan, mac)
  if ((trial.learnedPorts.get(key) ?? recorded?.port) === port.device.ifindex) return
  trial.learnedPorts.set(key, port.device.ifindex)
  if (recorded !== undefined)
    note(packet, {
      kind: 'fdb',
      space: bridge.device.space,
      detail: () => `${mac} moves to port ${port.device.name} of ${bridge.device.name}`,
    })
}

/** A locked port only lets in who is in the database at that port (br_handle_frame_finish, BR_PORT_LOCKED). */
export const isLockedOut = (frame: Frame, port: Port): boolean => {
  const { trial, packet, bridge, vlan } = frame
  if (port.settings.locked !== true) return false
  const mac = packet.link?.source ?? ''
  const found = findEntry(trial, bridge, vlan, mac)
  if (found !== undefined && !found.isLocal && !found.isLocked && found.port === port) return false
  lose(trial, {
    reason: 'bridge-port-state',
    space: bridge.device.space,
    packet,
    device: port.device,
    fact: () => `port ${port.device.name} of ${bridge.device.name} is locked, and ${mac} has no entry there`,
  })
  return true
}
