import { ipv6 } from '../../../wire/addresses.ts'
import { mapped } from '../../../wire/codec.ts'
import { u8, u32 } from '../../../wire/scalars.ts'
import { integer, list, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { rangeOption } from '../range-option.ts'

const header = 'linux/netfilter_ipv6/ip6t_rt.h'

const flags = bits(u8, header, {
  type: [0x01, 'IP6T_RT_TYP'],
  segmentsLeft: [0x02, 'IP6T_RT_SGS'],
  length: [0x04, 'IP6T_RT_LEN'],
  reservedIsZero: [0x08, 'IP6T_RT_RES'],
  addresses: [0x10, 'IP6T_RT_FST'],
  notStrict: [0x20, 'IP6T_RT_FST_NSTRICT'],
})

const inversions = bits(u8, header, {
  type: [1, 'IP6T_RT_INV_TYP'],
  segmentsLeft: [2, 'IP6T_RT_INV_SGS'],
  length: [4, 'IP6T_RT_INV_LEN'],
})

const info = struct(
  { name: 'ip6t_rt', header, size: 280 },
  {
    type: [0, u32, 'rt_type'],
    minSegmentsLeft: [4, u32, 'segsleft[0]'],
    maxSegmentsLeft: [8, u32, 'segsleft[1]'],
    length: [12, u32, 'hdrlen'],
    match: [16, flags, 'flags'],
    invert: [17, inversions, 'invflags'],
    addresses: [20, array(ipv6, 16), 'addrs'],
    count: [276, atMost(u8, 16), 'addrnr'],
  },
)

const shape = record({
  type: integer,
  minSegmentsLeft: integer,
  maxSegmentsLeft: integer,
  /** Bytes of the header. */
  length: integer,
  match: flags,
  invert: inversions,
  /** Of a routing header of type 0. */
  addresses: list(text),
})

const revision0 = mapped(info, shape, ({ count, addresses, ...fields }) => ({
  ...fields,
  addresses: addresses.slice(0, count),
}))

/** `-m rt`: the routing header of IPv6. */
export const rt = extension({
  name: 'rt',
  families: ['ipv6'],
  revisions: { 0: revision0 },
  save: ({ type, minSegmentsLeft, maxSegmentsLeft, length, match, invert, addresses }) => [
    ...(match.type ? option(invert.type, '--rt-type', `${type}`) : []),
    ...rangeOption('--rt-segsleft', minSegmentsLeft, maxSegmentsLeft, invert.segmentsLeft),
    ...(match.length ? option(invert.length, '--rt-len', `${length}`) : []),
    ...(match.reservedIsZero ? ['--rt-0-res'] : []),
    ...(match.addresses ? ['--rt-0-addrs'] : []),
    ...(addresses.length > 0 ? [addresses.join(',')] : []),
    ...(match.notStrict ? ['--rt-0-not-strict'] : []),
  ],
})
