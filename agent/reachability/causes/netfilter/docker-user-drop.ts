import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const dockerUserDrop: Cause = {
  id: 'docker-user-drop',
  layer: 'netfilter',
  symptom: 'Time out: an administrator wrote a rule before those of Docker.',
  confirm: 'The counter of the rule in DOCKER-USER rises with every attempt.',
  more: 'https://docs.docker.com/engine/network/packet-filtering-firewalls/#add-iptables-policies-before-dockers-rules',
  explain: ofRule((stopped, finding) => (isDockerUser(stopped) ? blameRule(finding, stopped) : null)),
}

/** It stands there, or in a chain that a rule there leads to. */
const isDockerUser = ({ blamed: { chain }, loss: { packet } }: StoppedByRule): boolean => {
  if (chain === 'DOCKER-USER') return true
  for (let at = packet.trail; at !== null && at.step.kind !== 'hook'; at = at.earlier) {
    const { step } = at
    if (step.rule?.chain.name !== 'DOCKER-USER' || step.looked === true) continue
    const detail = step.detail()
    return detail === `jump ${chain}` || detail === `goto ${chain}`
  }
  return false
}
