import { routeText } from '../../ip/route-notes.ts'
import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { addedRule, ipFor, policyText, routeAt } from '../reading/route-at.ts'
import { spaceEvidence } from '../reading/where.ts'

/** A rule of policy routing leads a packet to a route that refuses it, or to nowhere. */
export const policyRoutingHijack: Cause = {
  id: 'policy-routing-hijack',
  layer: 'routing',
  symptom: 'Host unreachable at once, or a timeout, as soon as a VPN or another routing daemon runs.',
  confirm:
    'ip rule shows rules beside local, main and default; ip route get ADDRESS from SOURCE iif BRIDGE shows which table decides.',
  more: 'https://man7.org/linux/man-pages/man8/ip-rule.8.html',
  explain: (finding) => {
    const { loss } = finding
    if (loss === null || !ends.has(loss.reason)) return null
    const route = routeAt(finding)
    const rule = addedRule(route)
    if (route === null || rule === null) return null
    const { packet, space } = loss
    const [source, destination] = [sourceOf(packet), destinationOf(packet)]
    const ip = ipFor(destination)
    const { priority = 0 } = rule
    const from = source === '0.0.0.0' || source === '::' ? '' : `from ${source} `
    return {
      summary: `The rule ${priority} of policy routing on ${spaceWords(space)} leads ${packetWords(finding)} astray: ${loss.fact()}.`,
      evidence: [spaceEvidence(space, policyText(rule)), spaceEvidence(space, routeText(route))],
      remedy: [
        ...(priority > 1
          ? [commandIn(space, `${ip} rule add ${from}to ${destination} lookup main priority ${priority - 1}`)]
          : []),
        commandIn(space, `${ip} rule del priority ${priority}`),
      ],
    }
  },
}

const ends: ReadonlySet<LossReason> = new Set([
  'route-blackhole',
  'route-unreachable',
  'route-prohibit',
  'no-route',
  'neighbour-failed',
  'no-carrier',
  'device-down',
])
