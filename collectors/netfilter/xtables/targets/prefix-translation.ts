import { ipv6 } from '../../../wire/addresses.ts'
import { u8 } from '../../../wire/scalars.ts'
import type { Infer } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'

/** What DNPT and SNPT share. The kernel appends to it what it has computed. */
export const prefixTranslation = struct(
  { name: 'ip6t_npt_tginfo', header: 'linux/netfilter_ipv6/ip6t_NPT.h', size: 34 },
  {
    from: [0, ipv6, 'src_pfx'],
    to: [16, ipv6, 'dst_pfx'],
    fromLength: [32, u8, 'src_pfx_len'],
    toLength: [33, u8, 'dst_pfx_len'],
  },
)

const option = (name: string, prefix: string, length: number): readonly string[] =>
  length === 0 && prefix === '::' ? [] : [name, `${prefix}/${length}`]

export const prefixWords = ({ from, to, fromLength, toLength }: Infer<typeof prefixTranslation>): readonly string[] => [
  ...option('--src-pfx', from, fromLength),
  ...option('--dst-pfx', to, toLength),
]
