import type { Network } from '../../../collectors/containers/record.ts'
import type { LocatedRule } from './located.ts'
import type { Publication } from './publication.ts'
import type { HostSocket, Listener, ProxyProcess } from './record.ts'
import type { Scene } from './scene.ts'
import type { Ending } from './walk.ts'

/** The rules of a port. */
export interface Pieces {
  readonly dnat: readonly LocatedRule[]
  readonly accept: readonly LocatedRule[]
  readonly masquerade: readonly LocatedRule[]
  readonly hairpin: readonly LocatedRule[]
  readonly direct: readonly LocatedRule[]
}

/** A port, and all that was found of it. */
export interface Port extends Publication {
  readonly scene: Scene
  /** Where it leads to, or should. */
  readonly address: string | null
  readonly network: Network | undefined
  readonly pieces: Pieces
  /** How packets to the host's port may come out of the NAT chains, in order. */
  readonly translations: readonly Ending[]
  /** The rule of `pieces.dnat` to which packets get. */
  readonly dnat: LocatedRule | undefined
  /** What is sure to drop the packets on their way; for connections from outside. */
  readonly dropped: Ending | undefined
  readonly proxy: ProxyProcess | null
  readonly hostSocket: HostSocket | null
  readonly listener: Listener
}
