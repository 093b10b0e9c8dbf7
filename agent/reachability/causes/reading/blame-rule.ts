import type { Evidence, Explanation, Finding } from '../cause.ts'
import { packetWords } from './parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from './rule-words.ts'
import type { StoppedByRule } from './stopped-by-rule.ts'

export interface Blame {
  /** Behind the sentence that says which rule stops which packet: why it does, in a few words. */
  readonly because?: string
  readonly evidence?: readonly Evidence[]
  /** Absent: the rule is taken away. */
  readonly remedy?: readonly string[]
}

/** The rule that stops a packet is to blame: what it does, where it stands, and how to do without it. */
export const blameRule = (
  finding: Finding,
  { rule, blamed, isRejected }: StoppedByRule,
  { because, evidence = [], remedy }: Blame = {},
): Explanation => {
  const { snapshot } = finding.scene
  const does = isRejected ? 'rejects' : 'drops'
  const said = `${ruleWords(rule, blamed)} ${does} ${packetWords(finding)}`
  return {
    summary: because === undefined ? `${said}.` : `${said}: ${because}.`,
    evidence: [ruleEvidence(rule, snapshot), ...evidence],
    remedy: remedy ?? [removalOf(rule, snapshot)],
    rule,
  }
}
