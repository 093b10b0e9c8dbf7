import type { Random } from '../../kernel/random.ts'
import type { DockerHost } from '../../lab/lab.ts'

/** Where the churn happens, and how much of it there may be at a time. */
export interface Ground {
  readonly docker: DockerHost
  readonly random: Random
  readonly containers: number
  readonly namespaces: number
  /** How many namespaces come and go in one storm. */
  readonly storm: number
}

/** Something that changes the ground. One that fails has changed it too, or not: nobody relies on it. */
export type Deed = () => Promise<unknown>

/** Deeds of one kind by their names, and how to undo what they left. */
export interface Deeds {
  readonly deeds: { readonly [name: string]: Deed }
  readonly clear: () => Promise<void>
}
