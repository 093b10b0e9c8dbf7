import { ipv4 } from '../../../wire/addresses.ts'
import { u8 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { eachFamily, extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_iprange.h'

const flags = bits(u8, header, {
  source: [0x01, 'IPRANGE_SRC'],
  destination: [0x02, 'IPRANGE_DST'],
  invertSource: [0x10, 'IPRANGE_SRC_INV'],
  invertDestination: [0x20, 'IPRANGE_DST_INV'],
})

/** IPv4 only. */
const revision0 = struct(
  { name: 'ipt_iprange_info', header: 'linux/netfilter_ipv4/ipt_iprange.h', size: 17 },
  {
    minSource: [0, ipv4, 'src.min_ip'],
    maxSource: [4, ipv4, 'src.max_ip'],
    minDestination: [8, ipv4, 'dst.min_ip'],
    maxDestination: [12, ipv4, 'dst.max_ip'],
    flags: [16, flags, 'flags'],
  },
)

const revision1 = eachFamily((address) =>
  struct(
    { name: 'xt_iprange_mtinfo', header, size: 65 },
    {
      minSource: [0, address, 'src_min'],
      maxSource: [16, address, 'src_max'],
      minDestination: [32, address, 'dst_min'],
      maxDestination: [48, address, 'dst_max'],
      flags: [64, flags, 'flags'],
    },
  ),
)

/** `-m iprange`: an address between two others. */
export const iprange = extension({
  name: 'iprange',
  revisions: { 0: { ipv4: revision0 }, 1: revision1 },
  save: ({ flags, minSource, maxSource, minDestination, maxDestination }) => [
    ...(flags.source ? option(flags.invertSource, '--src-range', `${minSource}-${maxSource}`) : []),
    ...(flags.destination ? option(flags.invertDestination, '--dst-range', `${minDestination}-${maxDestination}`) : []),
  ],
})
