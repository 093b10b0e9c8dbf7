import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_ipv4/ip_tables.h'

const info = struct(
  { name: 'ipt_icmp', header, size: 4 },
  {
    /** 255: any type. */
    type: [0, u8, 'type'],
    minCode: [1, u8, 'code[0]'],
    maxCode: [2, u8, 'code[1]'],
    invert: [3, bits(u8, header, { type: [1, 'IPT_ICMP_INV'] }), 'invflags'],
  },
)

const typeText = (type: number, minCode: number, maxCode: number): string => {
  if (type === 255) return 'any'
  return minCode === 0 && maxCode === 255 ? `${type}` : `${type}/${minCode}`
}

/** `-m icmp`: type and code of ICMP. */
export const icmp = extension({
  name: 'icmp',
  families: ['ipv4'],
  revisions: { 0: info },
  save: ({ type, minCode, maxCode, invert }) => option(invert.type, '--icmp-type', typeText(type, minCode, maxCode)),
})
