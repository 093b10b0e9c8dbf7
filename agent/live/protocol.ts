import type { Snapshot } from '../../collectors/snapshot.ts'

/** How the server is to listen. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** What the collector tells the server. The first message is `configure`. */
export type ToServer =
  | { readonly type: 'configure'; readonly listen: ListenAddress; readonly hostNames: readonly string[] }
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  /** No snapshot could be taken. */
  | { readonly type: 'failure'; readonly reason: string }

/** What the server tells the collector. */
export type ToCollector =
  | { readonly type: 'listening'; readonly url: string }
  /** It cannot listen; it ends. */
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'warning'; readonly message: string }
