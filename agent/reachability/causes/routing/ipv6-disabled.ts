import { hasIpv6Disabled } from '../../ip/settings.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { waysOut } from '../reading/gateway-of.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'
import { deviceSetting, setSysctl } from '../reading/sysctl.ts'

/** IPv6 is switched off where a packet of IPv6 has to leave, pass or arrive. */
export const ipv6Disabled: Cause = {
  id: 'ipv6-disabled',
  layer: 'routing',
  symptom: 'IPv6 only: no address to send from (EADDRNOTAVAIL), network unreachable, or host unreachable.',
  confirm: 'sysctl net.ipv6.conf.all.disable_ipv6 and that of the interface; ip -6 address shows none.',
  more: 'https://docs.docker.com/engine/daemon/ipv6/',
  explain: (finding) => {
    const device = switchedOff(finding)
    if (device === null) return null
    const { space } = device
    const isAll = space.sysctl(ofAll) === 1
    const own = deviceSetting(device, 'ipv6', 'disable_ipv6')
    const names = isAll ? [ofAll, own] : [own]
    return {
      summary: `IPv6 is off on ${deviceWords(device)}: ${packetWords(finding)} cannot pass there.`,
      evidence: names.map((name) => linkEvidence(device, `${name} = 1`)),
      remedy: [
        ...names.map((name) => setSysctl(space, name, 0)),
        '# for containers: docker network create --ipv6 NETWORK, and attach them to it; addresses come back only then',
      ],
    }
  },
}

const ofAll = 'net.ipv6.conf.all.disable_ipv6'

const isOff = (device: Device): boolean => device.record.protocols !== undefined && hasIpv6Disabled(device)

const offIn = (space: Space | null): Device | null =>
  space === null ? null : (waysOut(space.devices.values()).find(isOff) ?? null)

const switchedOff = (finding: Finding): Device | null => {
  const { loss, source, target, exchange } = finding
  if (loss === null || exchange?.probe.destination.includes(':') !== true) return null
  if (loss.reason === 'ipv6-disabled') return loss.device ?? null
  if (loss.reason === 'no-route' || loss.reason === 'no-source-address') {
    const here = offIn(loss.space)
    if (here !== null || loss.space !== source) return here
  }
  const asked = askedNeighbour(finding)
  if (asked === null || asked.near.length > 0) return null
  if (asked.address === destinationOf(loss.packet))
    return offIn(target) ?? onlyOffOn(segmentOf(asked.asker), asked.asker)
  const gateway = segmentOf(asked.asker)
  return isOff(gateway) ? gateway : null
}

/** The only neighbour with IPv6 off: whose address it was, nobody can tell any more. */
const onlyOffOn = (segment: Device, asker: Device): Device | null => {
  const ends = [...segment.space.devices.values()].flatMap(({ master, joined }) =>
    master === segment && joined !== null && joined !== 'unknown' && joined !== asker && isOff(joined) ? [joined] : [],
  )
  const [only] = ends
  return ends.length === 1 && only !== undefined ? only : null
}
