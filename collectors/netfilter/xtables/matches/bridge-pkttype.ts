import { bool8, named, u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bridgeOption } from '../bridge-option.ts'
import { extension } from '../extension.ts'

/** PACKET_* (linux/if_packet.h), in the words of ebtables. */
const types = named(u8, {
  0: 'host',
  1: 'broadcast',
  2: 'multicast',
  3: 'otherhost',
  4: 'outgoing',
  5: 'loopback',
  6: 'fastroute',
})

const revision0 = struct(
  { name: 'ebt_pkttype_info', header: 'linux/netfilter_bridge/ebt_pkttype.h', size: 2 },
  { type: [0, types, 'pkt_type'], invert: [1, bool8, 'invert'] },
)

/** `pkttype` of ebtables: to whom a frame came on the link. */
export const bridgePkttype = extension({
  name: 'pkttype',
  families: ['bridge'],
  revisions: { 0: revision0 },
  save: ({ type, invert }) => bridgeOption('--pkttype-type', invert, type),
})
