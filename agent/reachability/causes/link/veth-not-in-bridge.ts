import { AF_INET } from '../../routing/constants.ts'
import { isOnLink } from '../../routing/on-link.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn } from '../reading/holders.ts'
import { type Leg, legsOf } from '../reading/legs.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** The host's end of a container's pair belongs to no bridge. */
export const vethNotInBridge: Cause = {
  id: 'veth-not-in-bridge',
  layer: 'link',
  symptom: 'Host unreachable after three seconds, from all sides.',
  confirm: "ip link on the host shows the container's end of the pair without `master`.",
  more: 'https://github.com/moby/moby/issues/26492',
  explain: (finding) => {
    for (const leg of legsOf(finding)) {
      const bridge = bridgeThatLacks(finding, leg)
      if (bridge === null || leg.outer === null) continue
      const { inner, outer } = leg
      return {
        summary: `${deviceWords(outer)}, the other end of ${deviceWords(inner)}, is not in the bridge ${bridge.name}: ${packetWords(finding)} cannot pass.`,
        evidence: [linkEvidence(outer), linkEvidence(inner)],
        remedy: [
          setLink(outer, `master ${shellWord(bridge.name)}`),
          '# if it happens again: keep NetworkManager and systemd-networkd from managing veth and bridge interfaces of Docker',
        ],
      }
    }
    return null
  },
}

/** The bridge where it belongs: that of its Docker network, or the one whose subnet its address is in. */
const bridgeThatLacks = ({ scene }: Finding, { inner, outer }: Leg): Device | null => {
  if (outer === null || !inner.isUp || !outer.isUp || outer.master !== null) return null
  if (addressesOn(outer).some(({ family }) => family === AF_INET)) return null
  const own = addressesOn(inner).map(({ local, address }) => local ?? address ?? '')
  const bridges = [...outer.space.devices.values()].filter(({ kind }) => kind === 'bridge')
  const endpoints = scene.containersOf(inner.space.netns).flatMap((container) => container.endpoints)
  const networks = new Set(
    endpoints.filter(({ ipv4, ipv6 }) => own.includes(ipv4) || own.includes(ipv6)).map(({ networkId }) => networkId),
  )
  const named = scene.snapshot.networks.find(({ id }) => networks.has(id))?.bridge
  return (
    bridges.find(({ name }) => name === named) ??
    bridges.find((bridge) => addressesOn(bridge).some((one) => own.some((address) => isOnLink(one, address)))) ??
    null
  )
}
