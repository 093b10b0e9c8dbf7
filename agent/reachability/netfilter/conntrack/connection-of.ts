import type { Packet } from '../../packet/packet.ts'
import type { Connection } from './connection.ts'

/** The entry of connection tracking that a packet belongs to; null also for what is not tracked (nf_ct_get). */
export const connectionOf = ({ connection }: Packet): Connection | null =>
  typeof connection === 'string' ? null : connection
