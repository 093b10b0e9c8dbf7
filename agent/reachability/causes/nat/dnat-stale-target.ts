import { publicationsOf } from '../../../topology/published-ports.ts'
import { blamedRule } from '../../blame.ts'
import type { Cause } from '../cause.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { isNobodyThere } from '../reading/nobody-there.ts'
import { askedWords, spaceWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence } from '../reading/rule-words.ts'
import { lastDestination } from '../reading/translations.ts'
import { isUnowned } from '../reading/unowned-address.ts'
import { lossEvidence } from '../reading/where.ts'

export const dnatStaleTarget: Cause = {
  id: 'dnat-stale-target',
  layer: 'nat',
  symptom: '"No route to host" after three seconds at a published port.',
  confirm: '`iptables -t nat -S DOCKER` leads to an address that no container has (`docker network inspect NET`).',
  more: 'https://github.com/moby/moby/issues/10354',
  explain: (finding) => {
    const { loss, lostOn, exchange, scene } = finding
    if (loss === null || lostOn !== 'request' || !isNobodyThere(loss)) return null
    const translated = lastDestination(finding)
    if (translated === undefined || translated.rule === undefined) return null
    const { rule, to, space } = translated
    const { snapshot } = scene
    if (!isUnowned(to.address, scene)) return null
    const { author } = blamedRule(rule, snapshot)
    const container = snapshot.containers.find((one) =>
      publicationsOf(one).some(({ port }) => port.port === exchange?.probe.port),
    )
    return {
      summary: `A rule on ${spaceWords(space)} leads ${askedWords(finding)} to ${to.address}, which nobody has.`,
      evidence: [ruleEvidence(rule, snapshot), lossEvidence(loss)],
      remedy: [
        removalOf(rule, snapshot),
        ...(author === 'Docker' && container !== undefined ? [dockerCommand(snapshot, 'restart', container.name)] : []),
      ],
      rule,
    }
  },
}
