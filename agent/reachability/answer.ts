import {
  decimal,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  oneOf,
  optional,
  record,
  text,
} from '../../collectors/wire/shape.ts'

/** Name and version of the form of an answer. */
export const answerSchema = 'netloupe.why/1'

export const verdicts = ['reachable', 'unreachable', 'uncertain'] as const
export type Verdict = (typeof verdicts)[number]

/** What a program in the source sees: the error of its connect(), sendto() or recv(), in words. */
export const outcomes = [
  'connected',
  'delivered',
  'replied',
  'refused',
  'reset',
  'timeout',
  'host-unreachable',
  'network-unreachable',
  'not-permitted',
  'protocol-unreachable',
  'invalid',
  /** The name of the destination gives no address (getaddrinfo). */
  'name-error',
] as const
export type Outcome = (typeof outcomes)[number]

/** Where a cause lies. */
export const causeLayers = [
  'state',
  'socket',
  'link',
  'routing',
  'netfilter',
  'nat',
  'dns',
  'mtu',
  'overlay',
  'world',
] as const

const endpointShape = record({
  /** As it was written. */
  endpoint: text,
  /** Inode of its network namespace; null when it has none that is known. */
  netns: nullable(integer),
  address: nullable(text),
  port: optional(integer),
  protocol: optional(text),
})

/** A rule that is to blame. */
const blamedRuleShape = record({
  backend: text,
  family: text,
  table: text,
  chain: text,
  /** From 1; 0: the chain's policy. */
  position: integer,
  handle: nullable(integer),
  text,
  packets: nullable(text),
  bytes: nullable(text),
  /** Who wrote it: `docker`, `ufw`, …; null: nobody that is known. */
  author: nullable(text),
})

export type BlamedRule = Infer<typeof blamedRuleShape>

const evidenceShape = record({ where: text, fact: text, object: optional(text) })

const causeShape = record({
  /** Of the failure catalogue. */
  id: text,
  layer: oneOf(causeLayers),
  summary: text,
  evidence: list(evidenceShape),
  remedy: list(text),
  rule: optional(blamedRuleShape),
  /** Where it is documented. */
  more: optional(text),
})
export type AnsweredCause = Infer<typeof causeShape>

const packetChange = { before: optional(text), after: optional(text) }
const pathStepShape = record({
  netns: nullable(integer),
  /** What kind of decision: `route`, `rule`, `fdb`, … */
  step: text,
  detail: text,
  /** Key in the graph of what decided. */
  object: optional(text),
  ...packetChange,
})
export type PathStep = Infer<typeof pathStepShape>

/** Why it is not certain: on what it depends, and what happens either way. */
const assumptionShape = record({ on: text, otherwise: optional(text) })

/** The answer to "can SRC reach DST, and if not, why". */
export const answerShape = record({
  schema: text,
  from: endpointShape,
  to: endpointShape,
  verdict: oneOf(verdicts),
  outcome: oneOf(outcomes),
  /** Null for what is reachable. */
  cause: nullable(causeShape),
  /** What would stop it next, were the cause mended. */
  furtherCauses: list(causeShape),
  /** Reachable, and yet worth knowing: a name that does not resolve, packets that are too large. */
  warnings: list(causeShape),
  path: list(pathStepShape),
  reply: list(pathStepShape),
  assumptions: list(assumptionShape),
  /** ISO 8601: when the snapshot was taken. */
  takenAt: text,
  tookMs: decimal,
  /** Of --verify: what a real packet met. */
  verified: optional(
    record({
      outcome: oneOf(outcomes),
      agrees: flag,
    }),
  ),
})

/** The whole answer, as `why --json` and the API give it. */
export type Answer = Infer<typeof answerShape>
