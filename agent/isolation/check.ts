import type { Context, Subject } from './context.ts'
import type { Finding } from './finding.ts'

/** What a check says of one thing. */
export type Found = Pick<Finding, 'severity' | 'reason' | 'object' | 'name' | 'evidence' | 'remedy'>

/** An entry of the catalogue of findings. */
export interface Check {
  readonly id: string
  /** What it looks for, in a sentence. */
  readonly title: string
  /** What an attacker who controls the container gains. */
  readonly gain: string
  /** Number of the recommendation in the CIS Docker Benchmark; null where there is none. */
  readonly reference: string | null
  /** One thing after the other; null where there is nothing to say of one. Whoever asks may do something else in between. */
  readonly find: (context: Context) => Iterable<Found | null>
}

/** What a check says of a container, which is the object. */
export type FoundInContainer = Omit<Found, 'object' | 'name'>

/** Looks at every container that runs. */
export const ofContainers = (find: (subject: Subject, context: Context) => FoundInContainer | null): Check['find'] =>
  function* (context) {
    for (const subject of context.subjects) {
      const found = find(subject, context)
      yield found === null ? null : { ...found, object: subject.key, name: subject.title }
    }
  }
