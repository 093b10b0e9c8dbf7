import type { Route as RouteRecord } from '../../../../collectors/netlink/messages/route.ts'
import { routeText } from '../../ip/route-notes.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Route } from '../../routing/route.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { ipFor, routeAt, routeTo } from '../reading/route-at.ts'
import { spaceEvidence } from '../reading/where.ts'

/** A route says that its destination must not be reached. */
export const unreachableRoute: Cause = {
  id: 'unreachable-route',
  layer: 'routing',
  symptom: 'Host unreachable, permission denied or invalid argument at once; where it is forwarded, a timeout.',
  confirm: 'ip route shows a route of the type unreachable, prohibit or blackhole.',
  more: 'https://man7.org/linux/man-pages/man8/ip-route.8.html',
  explain: (finding) => {
    const { loss } = finding
    if (loss === null || !refusals.has(loss.reason)) return null
    const { space, packet } = loss
    const route = routeAt(finding)
    const fact = route === null ? loss.fact() : routeText(route)
    return {
      summary: `A route of ${spaceWords(space)} refuses ${packetWords(finding)}: ${fact}.`,
      evidence: [spaceEvidence(space, fact)],
      remedy: [
        route === null || route.record === null
          ? `# see which rule refuses: ${commandIn(space, `${ipFor(destinationOf(packet))} rule`)}`
          : commandIn(space, `${ipFor(destinationOf(packet))} route del ${words(route, route.record)}`),
      ],
    }
  },
}

const refusals: ReadonlySet<LossReason> = new Set(['route-blackhole', 'route-unreachable', 'route-prohibit'])

const words = ({ type, table }: Route, record: RouteRecord): string => {
  const { priority = 0 } = record
  return `${type} ${routeTo(record)}${priority === 0 ? '' : ` metric ${priority}`}${table === 254 || table === 0 ? '' : ` table ${table}`}`
}
