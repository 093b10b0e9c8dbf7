import { u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter_ipv6/ip6t_frag.h'

const flags = bits(u8, header, {
  id: [0x01, 'IP6T_FRAG_IDS'],
  length: [0x02, 'IP6T_FRAG_LEN'],
  reservedIsZero: [0x04, 'IP6T_FRAG_RES'],
  first: [0x08, 'IP6T_FRAG_FST'],
  more: [0x10, 'IP6T_FRAG_MF'],
  last: [0x20, 'IP6T_FRAG_NMF'],
})

const inversions = bits(u8, header, { id: [1, 'IP6T_FRAG_INV_IDS'], length: [2, 'IP6T_FRAG_INV_LEN'] })

const revision0 = struct(
  { name: 'ip6t_frag', header, size: 16 },
  {
    minId: [0, u32, 'ids[0]'],
    maxId: [4, u32, 'ids[1]'],
    length: [8, u32, 'hdrlen'],
    match: [12, flags, 'flags'],
    invert: [13, inversions, 'invflags'],
  },
)

/** `-m frag`: the fragment header of IPv6. */
export const frag = extension({
  name: 'frag',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ minId, maxId, length, match, invert }) => [
    ...rangeOption('--fragid', minId, maxId, invert.id),
    ...(match.length ? option(invert.length, '--fraglen', `${length}`) : []),
    ...(match.reservedIsZero ? ['--fragres'] : []),
    ...(match.first ? ['--fragfirst'] : []),
    ...(match.more ? ['--fragmore'] : []),
    ...(match.last ? ['--fraglast'] : []),
  ],
})
