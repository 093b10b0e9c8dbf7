import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Change } from '../changes/event.ts'
import { auditInTurns } from '../isolation/audit.ts'
import { findingChanges } from '../isolation/changes.ts'
import type { Audit } from '../isolation/finding.ts'
import { defaultSchedule } from './schedule.ts'

/** The part of the time that audits may take, at most. One takes 10 ms for each container, and twice as long at first. */
const share = 0.05

/**
 * Audits looks as they come: as often as there are thorough ones, and as soon as there are other containers or networks; less often
 * where an audit takes long.
 */
export class Auditor {
  #newest: Audit | null = null
  #isBusy = false
  #began = Number.NEGATIVE_INFINITY
  /** Processor time of the newest, in milliseconds. */
  #cost = 0
  /** Containers and networks of the newest. */
  #about = ''

  get newest(): Audit | null {
    return this.#newest
  }

  /** Audits a look, if it is time to. @returns the findings that appeared or went since the last audit */
  async look(snapshot: Snapshot): Promise<readonly Change[]> {
    const about = aboutOf(snapshot)
    const since = performance.now() - this.#began
    const isDue = since >= defaultSchedule.thoroughMs || about !== this.#about
    if (this.#isBusy || !isDue || since < this.#cost / share) return []
    this.#isBusy = true
    this.#began = performance.now()
    const usage = process.cpuUsage()
    try {
      const before = this.#newest
      this.#newest = await auditInTurns(snapshot)
      this.#about = about
      return before === null ? [] : findingChanges(before, this.#newest)
    } finally {
      const { user, system } = process.cpuUsage(usage)
      this.#cost = (user + system) / 1000
      this.#isBusy = false
    }
  }
}

const aboutOf = ({ containers, networks }: Snapshot): string =>
  JSON.stringify([containers.map(({ id, pid, state }) => [id, pid, state]), networks.map(({ id }) => id)])
