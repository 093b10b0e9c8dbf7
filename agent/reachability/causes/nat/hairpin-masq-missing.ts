import { familyOf } from '../../../firewall/prefix.ts'
import type { Cause } from '../cause.ts'
import { answerApart } from '../reading/answers-apart.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { isEngines } from '../reading/networks-of.ts'
import { askedWords, askerWords, spaceWords } from '../reading/parties-words.ts'
import { iptablesIn, ruleEvidence } from '../reading/rule-words.ts'
import { lastDestination } from '../reading/translations.ts'
import { whereOf } from '../reading/where.ts'

export const hairpinMasqMissing: Cause = {
  id: 'hairpin-masq-missing',
  layer: 'nat',
  symptom:
    'A container times out at its own published port (without userland proxy), although its port has hairpin on.',
  confirm: '`iptables -t nat -S POSTROUTING` has no rule `-s C -d C … -j MASQUERADE`.',
  more: 'https://github.com/moby/moby/issues/18882',
  explain: (finding) => {
    const { loss, source, scene } = finding
    const isItself = loss?.reason === 'martian-source' && loss.space === source
    const apart = finding.exchange?.reached?.space === source ? answerApart(finding) : null
    const translated = isItself ? lastDestination(finding) : apart
    if (translated == null || source === null || translated.space === source) return null
    const { space, to, rule } = translated
    const { snapshot } = scene
    const { port, protocol } = finding.exchange?.probe ?? {}
    const service = port === undefined || to.port === null ? '' : ` -p ${protocol} --dport ${to.port}`
    return {
      summary: `${askerWords(finding)} asks ${askedWords(finding)}, which leads back to its own bridge, but no rule on ${spaceWords(space)} masquerades that, so the answer does not come back through ${spaceWords(space)}.`,
      evidence: [
        ...(rule === undefined ? [] : [ruleEvidence(rule, snapshot)]),
        {
          where: `${whereOf(space)}, table nat, chain POSTROUTING`,
          fact: `no rule -s ${to.address} -d ${to.address} -j MASQUERADE`,
          object: space.key,
        },
      ],
      remedy: [
        iptablesIn(
          space,
          familyOf(to.address),
          `-t nat -A POSTROUTING -s ${to.address} -d ${to.address}${service} -j MASQUERADE`,
        ),
        ...(isEngines(space, snapshot) ? [`# or let Docker write its rules anew: ${restartEngine(snapshot)}`] : []),
      ],
      ...(rule === undefined ? {} : { rule }),
    }
  },
}
