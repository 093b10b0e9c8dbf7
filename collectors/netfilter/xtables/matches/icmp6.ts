import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_ipv6/ip6_tables.h'

const info = struct(
  { name: 'ip6t_icmp', header, size: 4 },
  {
    type: [0, u8, 'type'],
    minCode: [1, u8, 'code[0]'],
    maxCode: [2, u8, 'code[1]'],
    invert: [3, bits(u8, header, { type: [1, 'IP6T_ICMP_INV'] }), 'invflags'],
  },
)

/** `-m icmp6`: type and code of ICMPv6. */
export const icmp6 = extension({
  name: 'icmp6',
  families: ['ipv6'],
  revisions: { 0: info },
  save: ({ type, minCode, maxCode, invert }) =>
    option(invert.type, '--icmpv6-type', minCode === 0 && maxCode === 255 ? `${type}` : `${type}/${minCode}`),
})
