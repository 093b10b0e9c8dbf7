import { deviceKey } from '../../link/text.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { LossReason, Step, StepKind } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { gatewayOf, waysOut } from '../reading/gateway-of.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { ipFor } from '../reading/route-at.ts'
import { shellWord } from '../reading/shell-word.ts'
import { lossEvidence } from '../reading/where.ts'

/** A container on several networks answers by another one than it was asked by. */
export const multiNetworkGateway: Cause = {
  id: 'multi-network-gateway',
  layer: 'routing',
  symptom:
    'A published port of a container with two networks is dead from outside: its answers leave by the other network.',
  confirm:
    'ip route in the container shows the default route by another interface than the one where requests come in.',
  more: 'https://docs.docker.com/engine/network/#connecting-to-multiple-networks',
  explain: (finding) => {
    const { loss, lostOn, scene, exchange } = finding
    if (loss === null || lostOn !== 'reply' || exchange === null || exchange.reached === null || !ends.has(loss.reason))
      return null
    const { space } = exchange.reached
    const ways = waysOut(space.devices.values())
    if (ways.length < 2) return null
    const came = firstAt(exchange.request.toReversed(), 'link', space, ways)
    const left = firstAt(exchange.reply, 'route', space, ways)
    if (came === null || left === null || came === left) return null
    const destination = destinationOf(loss.packet)
    const gateway = gatewayOf(scene, came, destination.includes(':'))
    const command = (to: string): string =>
      commandIn(
        space,
        `${ipFor(destination)} route replace ${to} via ${gateway ?? 'GATEWAY'} dev ${shellWord(came.name)}`,
      )
    return {
      summary: `${spaceWords(space)} was asked by ${came.name} and answers by ${left.name}: ${packetWords(finding)} does not get back.`,
      evidence: [
        linkEvidence(came, `the request comes in by ${deviceWords(came)}`),
        linkEvidence(left, `default dev ${left.name}`),
        lossEvidence(loss),
      ],
      remedy: [
        gateway === null ? `# ${command('default')}` : command('default'),
        '# for ever: docker network connect --gw-priority 1 NETWORK CONTAINER (Docker 28), or only one network',
      ],
    }
  },
}

/** How answers end that take a way of their own; whether somebody hears is another question. */
const ends: ReadonlySet<LossReason> = new Set([
  'reverse-path',
  'martian-source',
  'filtered',
  'rejected',
  'no-route',
  'neighbour-failed',
  'forwarding-off',
  'beyond-uplink',
  'otherhost',
])

/** The first of some interfaces of a namespace that steps of a kind there tell of. */
const firstAt = (steps: readonly Step[], kind: StepKind, space: Space, ways: readonly Device[]): Device | null => {
  for (const step of steps) {
    const key = step.kind === kind && step.space === space ? step.object?.() : undefined
    const found = key === undefined ? undefined : ways.find((device) => deviceKey(device) === key)
    if (found !== undefined) return found
  }
  return null
}
