import { routeText } from '../../ip/route-notes.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { gatewayOf, waysOut } from '../reading/gateway-of.ts'
import { networksOf } from '../reading/networks-of.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { hasDefaultRoute, ipFor, routeAt } from '../reading/route-at.ts'
import { otherEnd } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'
import { spaceEvidence } from '../reading/where.ts'

/** A namespace has no route to anywhere but its own networks. */
export const noDefaultRoute: Cause = {
  id: 'no-default-route',
  layer: 'routing',
  symptom: 'Network unreachable for everything beyond the own network; from outside, a timeout.',
  confirm: 'ip route in the container shows no default route.',
  more: 'https://docs.docker.com/engine/network/',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'no-route' || !isOfSender(finding)) return null
    const { space, packet } = loss
    const destination = destinationOf(packet)
    if (hasDefaultRoute(space, destination) || isInternal(finding)) return null
    const [device] = waysOut(space.devices.values())
    const gateway = device === undefined ? null : gatewayOf(scene, device, destination.includes(':'))
    const route = routeAt(finding)
    return {
      summary: `${spaceWords(space)} has no default route: ${packetWords(finding)} has no way to ${destination}.`,
      evidence: [
        spaceEvidence(
          space,
          route === null ? 'no default route' : `${ipFor(destination)} route get ${destination}: ${routeText(route)}`,
        ),
      ],
      remedy: [
        device === undefined || gateway === null
          ? `# ${commandIn(space, `${ipFor(destination)} route add default via GATEWAY`)}`
          : commandIn(space, `${ipFor(destination)} route add default via ${gateway} dev ${shellWord(device.name)}`),
      ],
    }
  },
}

/** Who sends it first, or answers: not a host that only forwards it. An answer from beyond a bridge is `return-route-missing`. */
const isOfSender = ({ loss, lostOn, source, scene }: Finding): boolean => {
  if (loss === null || loss.packet.arrivedAt !== null) return false
  if (lostOn !== 'reply') return loss.space === source || source === null
  if (scene.containersOf(loss.space.netns).length > 0) return true
  return waysOut(loss.space.devices.values()).some((device) => otherEnd(device)?.master?.kind === 'bridge')
}

/** Docker gives none to containers of internal networks: that is meant so. */
const isInternal = ({ loss, scene }: Finding): boolean => {
  const networks = scene
    .containersOf(loss?.space.netns ?? '')
    .flatMap((container) => networksOf(container, scene.snapshot))
  return networks.length > 0 && networks.every(({ internal }) => internal)
}
