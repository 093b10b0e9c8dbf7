import { mapped } from '../../../wire/codec.ts'
import { u16, u32 } from '../../../wire/scalars.ts'
import { flag, type Infer, record } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { bool32 } from '../bool32.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_addrtype.h'

/** RTN_*, linux/rtnetlink.h */
const types = bits(u16, header, {
  unspec: [1 << 0, 'XT_ADDRTYPE_UNSPEC'],
  unicast: [1 << 1, 'XT_ADDRTYPE_UNICAST'],
  local: [1 << 2, 'XT_ADDRTYPE_LOCAL'],
  broadcast: [1 << 3, 'XT_ADDRTYPE_BROADCAST'],
  anycast: [1 << 4, 'XT_ADDRTYPE_ANYCAST'],
  multicast: [1 << 5, 'XT_ADDRTYPE_MULTICAST'],
  blackhole: [1 << 6, 'XT_ADDRTYPE_BLACKHOLE'],
  unreachable: [1 << 7, 'XT_ADDRTYPE_UNREACHABLE'],
  prohibit: [1 << 8, 'XT_ADDRTYPE_PROHIBIT'],
  throw: [1 << 9, 'XT_ADDRTYPE_THROW'],
  nat: [1 << 10, 'XT_ADDRTYPE_NAT'],
  xresolve: [1 << 11, 'XT_ADDRTYPE_XRESOLVE'],
})

/** IPv4 only. */
const revision0 = struct(
  { name: 'xt_addrtype_info', header, size: 12 },
  {
    source: [0, types, 'source'],
    destination: [2, types, 'dest'],
    invertSource: [4, bool32, 'invert_source'],
    invertDestination: [8, bool32, 'invert_dest'],
  },
)

const revision1 = struct(
  { name: 'xt_addrtype_info_v1', header, size: 8 },
  {
    source: [0, types, 'source'],
    destination: [2, types, 'dest'],
    flags: [
      4,
      bits(u32, header, {
        invertSource: [1, 'XT_ADDRTYPE_INVERT_SOURCE'],
        invertDestination: [2, 'XT_ADDRTYPE_INVERT_DEST'],
        limitInInterface: [4, 'XT_ADDRTYPE_LIMIT_IFACE_IN'],
        limitOutInterface: [8, 'XT_ADDRTYPE_LIMIT_IFACE_OUT'],
      }),
      'flags',
    ],
  },
)

const shape = record({
  /** No type at all: the address is not compared. */
  source: types,
  destination: types,
  invertSource: flag,
  invertDestination: flag,
  /** Only routes through the interface that the packet came in by, or goes out by, count. */
  limitInInterface: flag,
  limitOutInterface: flag,
})

const typesOption = (name: string, set: Infer<typeof types>, invert: boolean): readonly string[] => {
  const names = Object.entries(set).flatMap(([type, isSet]) => (isSet === true ? [type.toUpperCase()] : []))
  return names.length === 0 && set.other === undefined ? [] : option(invert, name, names.join(','))
}

/** `-m addrtype`: what the routing table says that an address is. */
export const addrtype = extension({
  name: 'addrtype',
  revisions: {
    0: {
      ipv4: mapped(revision0, shape, (old) => ({ ...old, limitInInterface: false, limitOutInterface: false })),
    },
    1: mapped(revision1, shape, ({ source, destination, flags }) => ({
      source,
      destination,
      invertSource: flags.invertSource,
      invertDestination: flags.invertDestination,
      limitInInterface: flags.limitInInterface,
      limitOutInterface: flags.limitOutInterface,
    })),
  },
  save: ({ source, destination, invertSource, invertDestination, limitInInterface, limitOutInterface }) => [
    ...typesOption('--src-type', source, invertSource),
    ...typesOption('--dst-type', destination, invertDestination),
    ...(limitInInterface ? ['--limit-iface-in'] : []),
    ...(limitOutInterface ? ['--limit-iface-out'] : []),
  ],
})
