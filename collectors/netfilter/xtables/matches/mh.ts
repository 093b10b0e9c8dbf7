import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeText } from '../range-text.ts'

const header = 'linux/netfilter_ipv6/ip6t_mh.h'

const revision0 = struct(
  { name: 'ip6t_mh', header, size: 3 },
  {
    minType: [0, u8, 'types[0]'],
    maxType: [1, u8, 'types[1]'],
    invert: [2, bits(u8, header, { type: [1, 'IP6T_MH_INV_TYPE'] }), 'invflags'],
  },
)

/** `-m mh`: the type of a mobility header. */
export const mh = extension({
  name: 'mh',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ minType, maxType, invert }) =>
    minType === 0 && maxType === 0xff ? [] : option(invert.type, '--mh-type', rangeText(minType, maxType)),
})
