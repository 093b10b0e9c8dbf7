import { named, s32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bool32 } from '../bool32.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

/** PACKET_* (linux/if_packet.h). */
const types = named(s32, { 0: 'unicast', 1: 'broadcast', 2: 'multicast', 3: 'otherhost' })

const revision0 = struct(
  { name: 'xt_pkttype_info', header: 'linux/netfilter/xt_pkttype.h', size: 8 },
  { type: [0, types, 'pkttype'], invert: [4, bool32, 'invert'] },
)

/** `-m pkttype`: to whom a frame came on the link. */
export const pkttype = extension({
  name: 'pkttype',
  families: ['ipv4', 'ipv6', 'arp'],
  revisions: { 0: revision0 },
  save: ({ type, invert }) => option(invert, '--pkt-type', type),
})
