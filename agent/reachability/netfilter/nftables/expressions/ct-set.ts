import type { Connection, Direction } from '../../conntrack/connection.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import { templateIn } from '../../conntrack/template.ts'
import { hostWord } from '../bytes.ts'
import { dropped, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'

const lengths: { readonly [key: string]: number } = { mark: 4, zone: 2, label: 16 }

/** nft_ct_set_eval, nft_ct_set_zone_eval (net/netfilter/nft_ct.c); events and security marks decide nothing here. */
export const ctSet = (key: string, sreg: number, direction: Direction | null): Operation => {
  const from = registerAt(sreg)
  const length = lengths[key]
  if (length === undefined) return () => null
  return (machine) => {
    const connection = connectionOf(machine.packet)
    if (key === 'zone' ? connection !== null : connection === null || connection.status.has('template')) return null
    const value = settled(machine, from, length)
    if (value === null) return dropped('program')
    if (key === 'zone') setZone(machine, hostWord(value) & 0xffff, direction)
    else if (connection !== null && key === 'mark') connection.mark = hostWord(value)
    else if (connection !== null) addLabels(connection, value)
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
