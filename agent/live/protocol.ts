import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import type { WebConfig } from '../web-config/web-config.ts'
import type { FlowPieces } from './flow-pieces.ts'
import type { MetricsSettings } from './metrics-settings.ts'
import type { Part } from './parts.ts'

/** How the server is to listen. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** How the server is to serve. */
export interface ServerSettings {
  readonly listen: ListenAddress
  /** Further names by which it is reached. */
  readonly hostNames: readonly string[]
  readonly metrics: MetricsSettings
  /** What `--web.config.file` said last, and whether it can be used now; null without one. */
  readonly web: { readonly config: WebConfig; readonly isUsable: boolean } | null
}

/** What the collector tells the server. The first message is `configure`. */
export type ToServer =
  | { readonly type: 'configure'; readonly settings: ServerSettings }
  /** What `--web.config.file` says now; null when it cannot be used. */
  | { readonly type: 'web'; readonly config: WebConfig | null }
  /** Of the next snapshot, usage or flows. */
  | Part
  /** `same` are lists that are as in the snapshot before. */
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot; readonly same?: readonly string[] }
  /** No snapshot could be taken. */
  | { readonly type: 'failure'; readonly reason: string }
  /** The counters that were asked for; null when they could not be read. */
  | { readonly type: 'usage'; readonly id: string; readonly usage: Usage | null }
  /** The tracked connections that were asked for; null when they could not be read. */
  | { readonly type: 'flows'; readonly id: string; readonly flows: FlowPieces | null }

/** What the server tells the collector. */
export type ToCollector =
  | { readonly type: 'listening'; readonly url: string }
  /** It cannot listen; it ends. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'warning'; readonly message: string }
  /** Counters are wanted now; the answer bears the same id. */
  | { readonly type: 'measure'; readonly id: string }
  /** The connections that these namespaces track are wanted now; the answer bears the same id. */
  | { readonly type: 'track'; readonly id: string; readonly netns: readonly string[] }
