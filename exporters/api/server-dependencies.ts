import type { ChangeFeed } from '../../agent/live/change-feed.ts'
import type { MetricsSettings } from '../../agent/live/metrics-settings.ts'
import type { View } from '../../agent/live/view.ts'
import type { Flows } from '../../collectors/flows.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import type { Access } from './access/access.ts'
import type { PageFiles } from './page-files.ts'

/** What the server is given. It reads the current view at each request and keeps none. */
export interface ServerDependencies {
  /** The newest view; null while there is none yet. */
  readonly view: () => View | null
  /** What changes from view to view. */
  readonly changes: ChangeFeed
  /** Counts everything now; those who ask at the same time share one answer. Null when that failed. */
  readonly measure: () => Promise<Usage | null>
  /** The connections that namespaces (by id) track now. Null when they could not be read. */
  readonly track: (netns: readonly string[]) => Promise<readonly Flows[] | null>
  readonly metrics: MetricsSettings
  /** The built page; empty where there is none. */
  readonly page: PageFiles
  /** Why the agent cannot be relied on now, in one line; null when it is ready. */
  readonly notReady: () => string | null
  /** Version of netloupe. */
  readonly version: string
  /** The addresses or names that it will listen on, without ports: `127.0.0.1`, `::`. A wildcard admits every IP literal. */
  readonly listenHosts: readonly string[]
  /** Further names by which users reach it: the machine's host name. */
  readonly hostNames: readonly string[]
  /** Who may ask, and TLS; without it everybody who can connect may, in plain HTTP. */
  readonly access?: Access
  /** Told of each error that is a fault of ours: the client only hears of a 500. */
  readonly onFault?: (error: unknown) => void
}
