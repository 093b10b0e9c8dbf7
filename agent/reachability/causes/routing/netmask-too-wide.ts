import { isWithin } from '../../../firewall/prefix.ts'
import { isOnLink } from '../../routing/on-link.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { type AskedNeighbour, askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { gatewayOf } from '../reading/gateway-of.ts'
import { addressesOn, addressFamilyOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** An interface has a shorter prefix than its network: it takes strangers for neighbours. */
export const netmaskTooWide: Cause = {
  id: 'netmask-too-wide',
  layer: 'routing',
  symptom: 'Some destinations beyond the gateway are not reached (host unreachable), others are.',
  confirm: 'ip address shows a shorter prefix length than the network has.',
  more: 'https://man7.org/linux/man-pages/man8/ip-address.8.html',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    if (asked === null || asked.isGateway || asked.near.length > 0) return null
    const found = wideAddress(finding, asked)
    if (found === null) return null
    const { asker, address } = asked
    const { own, wide, right } = found
    const gateway = gatewayOf(finding.scene, asker, address.includes(':'))
    const name = shellWord(asker.name)
    return {
      summary: `${deviceWords(asker)} has the address ${own}/${wide}, but its network has /${right}: it takes ${address} for a neighbour, and ${packetWords(finding)} is not sent to the gateway.`,
      evidence: [linkEvidence(asker, `${address.includes(':') ? 'inet6' : 'inet'} ${own}/${wide} dev ${asker.name}`)],
      remedy: [
        commandIn(asker.space, `ip addr del ${own}/${wide} dev ${name}`),
        commandIn(asker.space, `ip addr add ${own}/${right} dev ${name}`),
        ...(gateway === null ? [] : [commandIn(asker.space, `ip route replace default via ${gateway} dev ${name}`)]),
      ],
    }
  },
}

/** The prefix that Docker gave, or that of the others on the same link. */
const wideAddress = (
  { scene }: Finding,
  { asker, address }: AskedNeighbour,
): { own: string; wide: number; right: number } | null => {
  for (const { local, address: net, prefixLength, family } of addressesOn(asker)) {
    const own = local ?? net
    if (own === undefined || family !== addressFamilyOf(address) || !isWithin(`${own}/${prefixLength}`, address))
      continue
    const right = lengthsOn(asker, own, scene.spaces())
    if (right !== null && right > prefixLength && !isWithin(`${own}/${right}`, address))
      return { own, wide: prefixLength, right }
  }
  return null
}

/** The prefix length of the address of the bridge; without one, that of another one on the link. */
const lengthsOn = (asker: Device, own: string, spaces: Iterable<Device['space']>): number | null => {
  const segment = segmentOf(asker)
  const lengthAt = (device: Device): number | undefined =>
    addressesOn(device).find((one) => isOnLink(one, own))?.prefixLength
  const ofBridge = lengthAt(segment)
  if (ofBridge !== undefined && segment !== asker) return ofBridge
  for (const space of spaces)
    for (const device of space.devices.values()) {
      const length = device !== asker && segmentOf(device) === segment ? lengthAt(device) : undefined
      if (length !== undefined) return length
    }
  return null
}
