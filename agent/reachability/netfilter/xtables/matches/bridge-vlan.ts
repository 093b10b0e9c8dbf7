import { read16 } from '../../../packet/address-bytes.ts'
import type { Packet } from '../../../packet/packet.ts'
import type { CompileMatch } from './match-test.ts'
import { holds } from './transport.ts'

interface Tag {
  readonly id: number
  readonly priority: number
  /** EtherType of what it holds. */
  readonly encapsulated: number
}

/** The tag beside the frame, or what lies where it would be in the frame. */
const tagOf = (packet: Packet): Tag | null => {
  if (packet.vlan !== null) return { id: packet.vlan.id, priority: 0, encapsulated: packet.etherType }
  if (!holds(packet, 0, 4)) return null
  const control = read16(packet.bytes, 0)
  return { id: control & 0xfff, priority: control >>> 13, encapsulated: read16(packet.bytes, 2) }
}

/** ebt_vlan_mt, net/bridge/netfilter/ebt_vlan.c. What is sent in the walk has the priority 0. */
export const bridgeVlan: CompileMatch<'bridgeVlan'> =
  ({ match, invert, ...asked }) =>
  ({ packet }) => {
    const tag = tagOf(packet)
    if (tag === null) return false
    if (match.id && (tag.id === asked.id) === invert.id) return false
    if (match.priority && (tag.priority === asked.priority) === invert.priority) return false
    return !match.encapsulated || (tag.encapsulated === asked.encapsulated) !== invert.encapsulated
  }
