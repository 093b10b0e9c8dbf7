import type { Connection, Direction, Tuple } from './connection.ts'

const nowhere: Tuple = { source: '', destination: '', protocol: 0, sourcePort: 0, destinationPort: 0 }

/** What the connection of a packet is going to be looked up and made with (nf_ct_tmpl_alloc). @param direction null: of both */
export const templateIn = (zone: number, direction: Direction | null): Connection => ({
  original: nowhere,
  reply: nowhere,
  zone,
  ...(direction !== null && { zoneDirection: direction }),
  mark: 0,
  status: new Set(['template', 'confirmed']),
  tcpState: null,
  helper: null,
  labels: new Set(),
  master: null,
  entry: null,
  packets: { original: 0, reply: 0 },
})
