import type { Evidence, Finding } from '../cause.ts'
import { dockerRulesOf } from './docker-rules.ts'
import { enginesSpace, networkOfAddress } from './networks-of.ts'
import { askedWords, askerWords } from './parties-words.ts'
import { isPrivateSource } from './private-source.ts'
import { covers, publishersOf } from './publications-of.ts'
import { whereOf } from './where.ts'

/** Neither published ports nor masquerading of Docker's are in force. */
export interface MissingRules {
  /** Empty chains of Docker's are left. */
  readonly hasChains: boolean
  readonly words: string
  readonly evidence: Evidence
}

/** Null: it is not for that that the finding fails. */
export const missingRules = (finding: Finding): MissingRules | null => {
  const words = unled(finding) ?? unmasked(finding)
  if (words === null) return null
  const space = enginesSpace(finding.scene)
  if (space === undefined || space.missing.has('nftables') || space.missing.has('xtables')) return null
  const { filters, translates, hasChains } = dockerRulesOf(space)
  if (filters || translates) return null
  const fact = hasChains ? 'no rule leads to a chain of Docker' : 'no chain of Docker'
  return { hasChains, words, evidence: { where: `${whereOf(space)}, iptables-save`, fact, object: space.key } }
}

/** A published port leads nowhere. */
const unled = (finding: Finding): string | null => {
  const { exchange } = finding
  if (exchange === null || finding.loss?.reason !== 'no-socket') return null
  const found = publishersOf(finding).find((publication) => covers(publication, exchange.probe.destination))
  return found === undefined ? null : `no rule leads ${askedWords(finding)} to ${found.container.name}`
}

/** A container sends under its own address to where nobody knows that. */
const unmasked = (finding: Finding): string | null => {
  const { loss, scene } = finding
  if (loss === null || !isPrivateSource(finding)) return null
  const source = finding.exchange?.probe.source ?? ''
  const network = networkOfAddress(source, scene.snapshot)
  return network?.options['com.docker.network.bridge.enable_ip_masquerade'] === 'false'
    ? null
    : `what ${askerWords(finding)} sends leaves the host under an address that nobody outside can answer to`
}
