import { familyOf } from '../../../firewall/prefix.ts'
import { blamedRule } from '../../blame.ts'
import { destinationOf } from '../../packet/fields.ts'
import type { Device } from '../../scene/device.ts'
import type { Evidence, Explanation, Finding } from '../cause.ts'
import { deviceWords } from './device-words.ts'
import { linkEvidence } from './link-facts.ts'
import { packetWords, spaceWords } from './parties-words.ts'
import { iptablesIn, removalOf, ruleEvidence, ruleWords } from './rule-words.ts'
import { lossEvidence } from './where.ts'

/** The link that a packet is too large for, where a router, or its sender, cannot send it on; null for another loss. */
export const narrowLink = ({ loss }: Finding): Device | null =>
  loss?.reason === 'too-big' ? (loss.packet.route?.device ?? loss.device ?? null) : null

/** A packet is too large for a link, and what became of the error that its sender should get. */
export const stopped = (finding: Finding): Explanation | null => {
  const { loss, scene } = finding
  const narrow = narrowLink(finding)
  if (loss === null || narrow === null) return null
  const { snapshot } = scene
  const error = loss.because?.find(({ rule }) => rule !== undefined) ?? loss.because?.[0]
  const rule = error?.rule
  const fate =
    error === undefined
      ? ''
      : `, and the error about it ${rule === undefined ? `is lost (${error.fact()})` : `is dropped: ${ruleWords(rule, blamedRule(rule, snapshot))}`}`
  const evidence: Evidence[] = [linkEvidence(narrow), lossEvidence(loss)]
  if (rule !== undefined) evidence.push(ruleEvidence(rule, snapshot))
  else if (error !== undefined) evidence.push(lossEvidence(error))
  return {
    summary: `Full packets do not fit into the mtu ${narrow.mtu} of ${deviceWords(narrow)}${fate}: ${packetWords(finding)} hangs as soon as it is large.`,
    evidence,
    remedy: [
      ...(rule === undefined ? [] : [removalOf(rule, snapshot)]),
      iptablesIn(
        loss.space,
        familyOf(destinationOf(loss.packet)),
        `-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu`,
      ),
      `# or give the networks on ${spaceWords(loss.space)} the mtu ${narrow.mtu}: docker network create --opt com.docker.network.driver.mtu=${narrow.mtu} NETWORK`,
    ],
    ...(rule === undefined ? {} : { rule }),
  }
}
