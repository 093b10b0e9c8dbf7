import type { Container } from '../../../collectors/containers/record.ts'
import type { NameFiles } from '../../../collectors/name-files/record.ts'
import type { ProbeResult } from '../exchange/exchange.ts'
import type { Space } from '../scene/space.ts'
import type { Step } from '../trial.ts'

/** Who asks: the files of a container, or of the host. */
export interface Resolver {
  readonly space: Space
  readonly container: Container | null
  readonly files: NameFiles
}

/** Why a name gives no address. */
export type NameFailure =
  /** The snapshot does not tell where names are looked up there. */
  | { readonly kind: 'files-unknown' }
  /** No server is named. */
  | { readonly kind: 'no-server' }
  /** The server that is asked first cannot be reached. */
  | { readonly kind: 'server-unreachable'; readonly server: string; readonly result: ProbeResult }
  /** Docker's server does not know it, and asks nobody else. */
  | { readonly kind: 'not-known' }
  /** Servers elsewhere may know it. */
  | { readonly kind: 'asked-elsewhere'; readonly server: string; readonly result: ProbeResult }

/** What a program gets for a name. */
export interface Resolution {
  readonly name: string
  readonly resolver: Resolver
  /** In the order in which a program would try them; empty where there is a failure. */
  readonly addresses: readonly string[]
  readonly failure: NameFailure | null
  readonly steps: readonly Step[]
}

/** Docker's own server, inside the namespace of each container of a network that users made. */
export const embeddedServer = '127.0.0.11'
