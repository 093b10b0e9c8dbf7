import { packetTypeAt } from '../link/hardware-address.ts'
import { destinationOf } from '../packet/fields.ts'
import { ETH_P_ARP, type Packet } from '../packet/packet.ts'
import { lose, type Trial } from '../trial.ts'
import type { Client } from './client.ts'
import type { Probe } from './exchange.ts'

/** The hardware address of somebody beyond the uplink: a locally administered one, which nobody else has. */
const outsideMac = '02:00:5e:00:53:01'

/** Lets a packet of somebody outside come in by the uplink, from the router there. */
export const sendFromOutside = (trial: Trial, { uplink }: Probe, packet: Packet): void => {
  const device = uplink === undefined ? undefined : trial.scene.device(uplink.netns, uplink.ifindex)
  if (device === undefined) {
    const { root } = trial.scene
    if (root !== undefined)
      lose(trial, { reason: 'beyond-uplink', space: root, packet, fact: () => 'there is no uplink to come in by' })
    return
  }
  packet.sender = null
  if (device.isEthernet && device.mac !== null) {
    packet.link = { source: outsideMac, destination: device.mac }
    packet.packetType = packetTypeAt(device, device.mac)
  }
  trial.frames.push({ device, packet })
}

/**
 * What was sent to somebody outside, and has left by an uplink since: it counts as arrived there.
 * @param from number of losses that were looked at before
 */
export const leftFor = (trial: Trial, { space, source }: Client, from: number): readonly Packet[] =>
  space !== null
    ? []
    : trial.losses
        .slice(from)
        .filter(
          ({ reason, packet }) =>
            reason === 'beyond-uplink' && packet.etherType !== ETH_P_ARP && destinationOf(packet) === source,
        )
        .map(({ packet }) => packet)
