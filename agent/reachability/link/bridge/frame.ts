import type { Packet } from '../../packet/packet.ts'
import type { Trial } from '../../trial.ts'
import type { Transmit } from '../kinds/kind.ts'
import type { Bridge, Port } from './bridge.ts'

/** A frame on its way through a bridge (struct br_input_skb_cb). */
export interface Frame {
  readonly trial: Trial
  readonly transmit: Transmit
  readonly packet: Packet
  readonly bridge: Bridge
  /** Null for one that the bridge's own host sends. */
  readonly input: Port | null
  /** The VLAN that it belongs to; 0 without VLAN filtering. */
  vlan: number
  /** A neighbour request that the bridge has answered: ports that suppress them do not see it. */
  isAnswered: boolean
}
