import { lose, note } from '../../trial.ts'
import type { Bridge, VlanGroup } from './bridge.ts'
import type { Frame } from './frame.ts'

/** ETH_P_8021Q, linux/if_ether.h */
const ETH_P_8021Q = 0x8100

const protocolOf = ({ settings }: Bridge): number => settings.vlanProtocol ?? ETH_P_8021Q

/**
 * Finds out to which VLAN a frame belongs, and whether it may come in (__allowed_ingress, net/bridge/br_vlan.c). Within the bridge
 * every frame has its tag.
 */
export const allowsIngress = (frame: Frame, group: VlanGroup): boolean => {
  const { trial, packet, bridge, input } = frame
  if (bridge.settings.vlanFiltering !== true) return true
  const protocol = protocolOf(bridge)
  const tagged = packet.vlan !== null && packet.vlan.protocol === protocol ? packet.vlan.id : 0
  const id = tagged === 0 ? group.pvid : tagged
  const where = (): string => input?.device.name ?? bridge.device.name
  if (id === 0 || !group.untagged.has(id)) {
    lose(trial, {
      reason: 'bridge-vlan',
      space: bridge.device.space,
      packet,
      device: input?.device ?? bridge.device,
      fact: () =>
        id === 0
          ? `an untagged frame, and ${where()} of ${bridge.device.name} has no PVID`
          : `${where()} of ${bridge.device.name} is not in VLAN ${id}`,
    })
    return false
  }
  packet.vlan = { protocol, id }
  frame.vlan = id
  note(packet, {
    kind: 'vlan',
    space: bridge.device.space,
    detail: () => `VLAN ${id} ${tagged === 0 ? 'PVID ' : ''}on ${where()}`,
  })
  return true
}

/** Whether a frame may go out there (br_allowed_egress). */
export const allowsEgress = ({ bridge, vlan }: Frame, group: VlanGroup): boolean =>
  bridge.settings.vlanFiltering !== true || group.untagged.has(vlan)

/** Takes the tag off where the VLAN goes out without one (br_handle_vlan). */
export const leaveVlan = ({ packet, bridge, vlan }: Frame, group: VlanGroup): void => {
  if (bridge.settings.vlanFiltering === true && group.untagged.get(vlan) === true) packet.vlan = null
}
