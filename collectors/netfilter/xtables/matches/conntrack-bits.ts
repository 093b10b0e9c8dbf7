import { u8, u16 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { bits } from '../bits.ts'

const header = 'linux/netfilter/xt_conntrack.h'
/** XT_CONNTRACK_STATE_* are shifts of enum ip_conntrack_info, whose members the header does not include. */
const stateRows = {
  invalid: [0x01, ''],
  established: [0x02, ''],
  related: [0x04, ''],
  new: [0x08, ''],
  snat: [0x40, ''],
  dnat: [0x80, ''],
  untracked: [0x100, ''],
} as const
/** enum ip_conntrack_status */
const statusHeader = 'linux/netfilter/nf_conntrack_common.h'
const statusRows = {
  expected: [0x01, 'IPS_EXPECTED'],
  seenReply: [0x02, 'IPS_SEEN_REPLY'],
  assured: [0x04, 'IPS_ASSURED'],
  confirmed: [0x08, 'IPS_CONFIRMED'],
} as const

export const states = bits(u16, header, stateRows)
export const statuses = bits(u16, statusHeader, statusRows)
/** Revision 1: a byte, which has no room for UNTRACKED. */
export const states8 = bits(u8, header, stateRows)
export const statuses8 = bits(u8, statusHeader, statusRows)

/** What is compared, and of that, what is inverted. */
export const conntrackParts = bits(u16, header, {
  states: [1 << 0, 'XT_CONNTRACK_STATE'],
  protocol: [1 << 1, 'XT_CONNTRACK_PROTO'],
  originalSource: [1 << 2, 'XT_CONNTRACK_ORIGSRC'],
  originalDestination: [1 << 3, 'XT_CONNTRACK_ORIGDST'],
  replySource: [1 << 4, 'XT_CONNTRACK_REPLSRC'],
  replyDestination: [1 << 5, 'XT_CONNTRACK_REPLDST'],
  statuses: [1 << 6, 'XT_CONNTRACK_STATUS'],
  expires: [1 << 7, 'XT_CONNTRACK_EXPIRES'],
  originalSourcePorts: [1 << 8, 'XT_CONNTRACK_ORIGSRC_PORT'],
  originalDestinationPorts: [1 << 9, 'XT_CONNTRACK_ORIGDST_PORT'],
  replySourcePorts: [1 << 10, 'XT_CONNTRACK_REPLSRC_PORT'],
  replyDestinationPorts: [1 << 11, 'XT_CONNTRACK_REPLDST_PORT'],
  /** Inverted: packets of the reply. */
  direction: [1 << 12, 'XT_CONNTRACK_DIRECTION'],
  /** No comparison: the rule was given as `-m state`. */
  stateAlias: [1 << 13, 'XT_CONNTRACK_STATE_ALIAS'],
})

/** The states as iptables lists them. */
export const statesText = (set: Partial<Infer<typeof states>>): string =>
  (['invalid', 'new', 'related', 'established', 'untracked', 'snat', 'dnat'] as const)
    .filter((state) => set[state])
    .join(',')
    .toUpperCase()

/** The statuses as iptables lists them. */
export const statusesText = ({ other, ...set }: Infer<typeof statuses>): string => {
  const names = [
    ...(set.expected ? ['EXPECTED'] : []),
    ...(set.seenReply ? ['SEEN_REPLY'] : []),
    ...(set.assured ? ['ASSURED'] : []),
    ...(set.confirmed ? ['CONFIRMED'] : []),
  ]
  return names.length === 0 && other === undefined ? 'NONE' : names.join(',')
}
