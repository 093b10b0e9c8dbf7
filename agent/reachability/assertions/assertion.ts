import { type Answer, type Outcome, outcomes, type Verdict, verdicts } from '../answer.ts'

/** What an answer has to say: a verdict, or what a program sees. */
export const expectations = [...verdicts, ...outcomes] as const
export type Expectation = Verdict | Outcome

/** What has to be so, of all that its selectors mean. */
export interface Assertion {
  /** Null: it is called by what it says. */
  readonly name: string | null
  readonly from: readonly string[]
  readonly to: readonly string[]
  /** `80`, `53/udp`, `icmp`, for each destination; none: as it is written there. */
  readonly ports: readonly string[]
  readonly address: string | undefined
  readonly expect: Expectation
  /** Of the file, from 1. */
  readonly line: number
}

/** What became of one pair of an assertion. */
export interface Checked {
  readonly name: string
  readonly line: number
  readonly from: string
  readonly to: string
  readonly expect: Expectation
  readonly status: 'ok' | 'failed' | 'uncertain'
  /** What is wrong, in one line; null where nothing is. */
  readonly message: string | null
  /** Null: there was nothing to ask. */
  readonly answer: Answer | null
}
