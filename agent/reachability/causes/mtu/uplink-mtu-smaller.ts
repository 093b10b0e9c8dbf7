import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { narrowLink, stopped } from '../reading/too-big.ts'

/** The same at the uplink: a VPN, or the network of a cloud. */
export const uplinkMtuSmaller: Cause = {
  id: 'uplink-mtu-smaller',
  layer: 'mtu',
  symptom: 'Containers hang on large transfers to the outside, the host itself does not.',
  confirm: 'ip link shows a smaller mtu for the uplink than for the bridges.',
  more: 'https://github.com/moby/moby/issues/20178',
  explain: (finding) => {
    const narrow = narrowLink(finding)
    return narrow !== null && isUplink(finding, narrow) ? stopped(finding) : null
  },
}

const tunnels: ReadonlySet<string> = new Set(['wireguard', 'tun', 'ipip', 'gre', 'sit', 'ip6tnl'])

const isUplink = ({ scene }: Finding, device: Device): boolean => scene.isUplink(device) || tunnels.has(device.kind)
