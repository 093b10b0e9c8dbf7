import { isWithin } from '../../../firewall/prefix.ts'
import { destinationOf } from '../../packet/fields.ts'
import { AF_INET, RT_TABLE_MAIN } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn } from '../reading/holders.ts'
import { legAt, legsOf } from '../reading/legs.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { otherEnd, segmentOf } from '../reading/segment.ts'

/** The interface of a namespace is down, so nothing comes in, and the routes by it are gone. */
export const containerInterfaceDown: Cause = {
  id: 'container-interface-down',
  layer: 'link',
  symptom: 'Nobody reaches the container (host unreachable), and it reaches nobody (network unreachable).',
  confirm: 'ip link shows the interface without UP; ip route shows no route by it.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const device = downOf(finding)
    if (device === null) return null
    const gateway = gatewayFor(finding, device)
    const { space } = device
    return {
      summary: `${deviceWords(device)} is down: ${packetWords(finding)} cannot ${space === finding.loss?.space ? 'leave' : 'arrive'}.`,
      evidence: [linkEvidence(device)],
      remedy: [
        setLink(device, 'up'),
        ...(gateway === null || hasDefault(space) ? [] : [commandIn(space, `ip route add default via ${gateway}`)]),
      ],
    }
  },
}

const downOf = (finding: Finding): Device | null => {
  const { loss } = finding
  const leg = legsOf(finding).find(({ inner }) => !inner.isUp)
  if (leg !== undefined) return leg.inner
  if (loss?.reason !== 'no-route' && loss?.reason !== 'no-source-address') return null
  const own = [...loss.space.devices.values()]
  const down = own.filter(
    (device) => !device.isUp && device.joined !== null && device.master === null && legAt(device)?.inner === device,
  )
  const destination = destinationOf(loss.packet)
  const covers = (device: Device): boolean =>
    addressesOn(device).some(({ address, local, prefixLength }) =>
      isWithin(`${address ?? local}/${prefixLength}`, destination),
    )
  const isAlone = own.every((device) => device.kind === 'loopback' || !device.isUp || !hasAddress(device))
  const found = down.find(covers)
  if (found !== undefined || (!isAlone && hasDefault(loss.space))) return found ?? null
  return down.find(hasAddress) ?? (isAlone ? down[0] : null) ?? null
}

const hasAddress = (device: Device): boolean => addressesOn(device).length > 0

const hasDefault = ({ routes }: Space): boolean =>
  routes.some(
    ({ family, destinationLength, type, table }) =>
      family === AF_INET && destinationLength === 0 && type === 'unicast' && (table ?? RT_TABLE_MAIN) === RT_TABLE_MAIN,
  )

/** The gateway that Docker gave, or the address of the bridge that the interface belongs to. */
const gatewayFor = ({ scene }: Finding, device: Device): string | null => {
  const own = new Set(addressesOn(device).map(({ local, address }) => local ?? address))
  const endpoint = scene
    .containersOf(device.space.netns)
    .flatMap(({ endpoints }) => endpoints)
    .find(({ ipv4 }) => own.has(ipv4))
  if (endpoint !== undefined && endpoint.gateway !== '') return endpoint.gateway
  const bridge = otherEnd(device) === null ? null : segmentOf(device)
  if (bridge?.kind !== 'bridge' || bridge.space === device.space) return null
  const found = addressesOn(bridge).find(({ family }) => family === AF_INET)
  return found?.local ?? found?.address ?? null
}
