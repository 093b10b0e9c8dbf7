import type { Connection, Direction, Tuple } from '../../conntrack/connection.ts'
import { hostWord } from '../bytes.ts'
import { dropped, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'

const nowhere: Tuple = { source: '', destination: '', protocol: 0, sourcePort: 0, destinationPort: 0 }

/** What the connection is going to be made from (nf_ct_tmpl_alloc). */
const templateIn = (zone: number, direction: Direction | null): Connection => ({
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

const lengths: { readonly [key: string]: number } = { mark: 4, zone: 2, label: 16 }

/** nft_ct_set_eval, nft_ct_set_zone_eval (net/netfilter/nft_ct.c); events and security marks decide nothing here. */
export const ctSet = (key: string, sreg: number, direction: Direction | null): Operation => {
  const from = registerAt(sreg)
  const length = lengths[key]
  if (length === undefined) return () => null
  return (machine) => {
    const { packet } = machine
    const { connection } = packet
    const isTracked = connection !== null && typeof connection === 'object'
    if (key === 'zone' ? isTracked : !isTracked || connection.status.has('template')) return null
    const value = settled(machine, from, length)
    if (value === null) return dropped('program')
    if (key === 'zone') setZone(machine, hostWord(value) & 0xffff, direction)
    else if (isTracked && key === 'mark') connection.mark = hostWord(value)
    else if (isTracked) addLabels(connection, value)
    machine.acted = true
    return null
  }
}

const setZone = ({ packet }: Machine, zone: number, direction: Direction | null): void => {
  packet.connection = templateIn(zone, direction)
  packet.connectionState = 'new'
}

/** nf_connlabels_replace with the new labels as their own mask. */
const addLabels = ({ labels }: Connection, bits: Uint8Array): void => {
  for (let label = 0; label < bits.length * 8; label++)
    if (((bits[label >>> 3] ?? 0) & (1 << (label & 7))) !== 0) labels.add(label)
}
