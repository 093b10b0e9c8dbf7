import type { View } from '../../agent/live/view.ts'
import type { Departed } from './last-seen.ts'
import type { Subject } from './subject.ts'

/** What one scrape is made of. */
export interface Scrape extends Pick<View, 'snapshot' | 'usage' | 'audit'> {
  /** The root of the host first, then every container. */
  readonly subjects: readonly Subject[]
  /** Containers that ran a short while ago. */
  readonly departed: readonly Departed[]
}
