import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { Cause, Finding } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { commandIn } from '../reading/command-in.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { dockerRulesOf } from '../reading/docker-rules.ts'
import { isEngines } from '../reading/networks-of.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const ufwForwardDrop: Cause = {
  id: 'ufw-forward-drop',
  layer: 'netfilter',
  symptom: "What is forwarded times out after Docker's rules vanished, or with a daemon that writes none.",
  confirm: 'DEFAULT_FORWARD_POLICY="DROP" in /etc/default/ufw, chains ufw-*, and no jump to DOCKER in FORWARD.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#docker-and-ufw',
  explain: ofRule((stopped, finding) => {
    if (stopped.hook !== 'forward' || !isUfws(stopped)) return null
    const { space } = stopped.loss
    const { snapshot } = finding.scene
    const lacksDocker = isEngines(space, snapshot) && !dockerRulesOf(space).filters
    return blameRule(finding, stopped, {
      because: `ufw forwards nothing that it was not told to${lacksDocker ? ", and Docker's own rules are not there" : ''}`,
      remedy: [...(lacksDocker ? [restartEngine(snapshot)] : []), commandIn(space, routeAllow(stopped, finding))],
    })
  }),
}

const routeAllow = ({ loss: { packet } }: StoppedByRule, { exchange }: Finding): string => {
  const { port, protocol } = exchange?.probe ?? {}
  const service = port === undefined ? '' : ` port ${port} proto ${protocol}`
  return `ufw route allow from ${sourceOf(packet)} to ${destinationOf(packet)}${service}`
}

const isUfws = ({ blamed, isPolicy, rule }: StoppedByRule): boolean =>
  blamed.author === 'ufw' ||
  (isPolicy && rule.chain.name === 'FORWARD' && rule.table.chains.some(({ name }) => name.startsWith('ufw')))
