import { type Infer, list, nullable, oneOf, optional, record, text } from '../../collectors/wire/shape.ts'

/** Name and version of the form of an audit. */
export const auditSchema = 'netloupe.audit/1'

/**
 * How bad, worst first. `critical`: whoever controls the container controls the host. `high`: one more fault away from that, or
 * others' secrets and traffic are open. `medium`: a layer of defence is missing. `low`: it should be tighter. `info`: worth knowing.
 */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** Whether one is as bad as another, or worse. */
export const isAtLeast = (one: Severity, other: Severity): boolean =>
  severities.indexOf(one) <= severities.indexOf(other)

const evidenceShape = record({
  /** What was read: `/proc/1234/status`, `netns 4026531840, ip filter FORWARD`. */
  where: text,
  /** As it stands there. */
  fact: text,
})
export type Evidence = Infer<typeof evidenceShape>

/** Who accepted a finding, why and until when. */
const suppressionShape = record({ reason: text, expires: text })

/** One thing that isolates less than it could. */
const findingShape = record({
  /** Which check found it: `cap-privileged`. */
  check: text,
  /** What the check looks for, in a sentence. */
  title: text,
  severity: oneOf(severities),
  /** Why it is as bad as that here. */
  reason: text,
  /** Key in the graph of what it is about. */
  object: text,
  /** What people call that. */
  name: text,
  evidence: list(evidenceShape),
  /** What an attacker gains by it. */
  gain: text,
  /** Commands that can be pasted; a line that begins with `#` is advice. */
  remedy: list(text),
  /** Number of the recommendation in the CIS Docker Benchmark; null where there is none. */
  reference: nullable(text),
  suppressed: optional(suppressionShape),
})
export type Finding = Infer<typeof findingShape>

/** All findings of one look, worst first. */
export const auditShape = record({
  schema: text,
  /** ISO 8601: when the snapshot was taken. */
  takenAt: text,
  findings: list(findingShape),
  /** What could not be looked at: nothing is known of it, good or bad. */
  unchecked: list(text),
})
export type Audit = Infer<typeof auditShape>
