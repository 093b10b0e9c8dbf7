import { ipv4, ipv6 } from '../../../wire/addresses.ts'
import { type FixedCodec, mapped } from '../../../wire/codec.ts'
import { be16, u32 } from '../../../wire/scalars.ts'
import { flag, type Infer, integer, optional, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'

const header = 'linux/netfilter/nf_nat.h'

/** What a NAT target changes an address and a port to, whichever of the kernel's three structs says it. */
export const natRange = record({
  /** With `maxAddress`, where addresses are changed (NF_NAT_RANGE_MAP_IPS). Both are the same for a single one. */
  minAddress: optional(text),
  maxAddress: optional(text),
  /** With `maxPort`, where ports (or ICMP identifiers) are changed (NF_NAT_RANGE_PROTO_SPECIFIED). */
  minPort: optional(integer),
  maxPort: optional(integer),
  /** NF_NAT_RANGE_PROTO_OFFSET, since Linux 4.18: this port becomes `minPort`, the next one the next, and so on. */
  basePort: optional(integer),
  /** NETMAP: the bits that come from `minAddress`; a packet keeps the others of its address. */
  mask: optional(text),
  random: flag,
  fullyRandom: flag,
  persistent: flag,
  /** Flags that are none of these. */
  otherFlags: optional(integer),
})
export type NatRange = Infer<typeof natRange>

const flags = bits(u32, header, {
  mapsAddresses: [0x01, 'NF_NAT_RANGE_MAP_IPS'],
  mapsPorts: [0x02, 'NF_NAT_RANGE_PROTO_SPECIFIED'],
  random: [0x04, 'NF_NAT_RANGE_PROTO_RANDOM'],
  persistent: [0x08, 'NF_NAT_RANGE_PERSISTENT'],
  fullyRandom: [0x10, 'NF_NAT_RANGE_PROTO_RANDOM_FULLY'],
  shiftsPorts: [0x20, 'NF_NAT_RANGE_PROTO_OFFSET'],
})

/** The fields that the three structs share, and the one that only the last has. */
interface Fields {
  readonly flags: Infer<typeof flags>
  readonly minAddress: string
  readonly maxAddress: string
  readonly minPort: number
  readonly maxPort: number
  readonly basePort?: number
}

/** What the flags leave out is left out: the kernel does not look at it. */
const rangeOf = ({ flags: set, minAddress, maxAddress, minPort, maxPort, basePort }: Fields): NatRange => {
  const range: { -readonly [K in keyof NatRange]: NatRange[K] } = {
    random: set.random,
    fullyRandom: set.fullyRandom,
    persistent: set.persistent,
  }
  if (set.mapsAddresses) {
    range.minAddress = minAddress
    range.maxAddress = maxAddress
  }
  if (set.mapsPorts) {
    range.minPort = minPort
    range.maxPort = maxPort
  }
  // A struct without the field counts from 0.
  if (set.shiftsPorts) range.basePort = basePort ?? 0
  if (set.other !== undefined) range.otherFlags = set.other
  return range
}

/** The oldest of the structs, for IPv4 alone. The kernel takes one range only. */
export const multiRange: FixedCodec<NatRange> = mapped(
  struct(
    { name: 'nf_nat_ipv4_multi_range_compat', header, size: 20 },
    {
      flags: [4, flags, 'range[0].flags'],
      minAddress: [8, ipv4, 'range[0].min_ip'],
      maxAddress: [12, ipv4, 'range[0].max_ip'],
      minPort: [16, be16, 'range[0].min'],
      maxPort: [18, be16, 'range[0].max'],
    },
  ),
  natRange,
  rangeOf,
)

const rangeRows = (address: FixedCodec<string>) =>
  ({
    flags: [0, flags, 'flags'],
    minAddress: [4, address, 'min_addr'],
    maxAddress: [20, address, 'max_addr'],
    minPort: [36, be16, 'min_proto'],
    maxPort: [38, be16, 'max_proto'],
  }) as const

/** What IPv6 began with; revision 1 of DNAT and SNAT. */
export const rangeFor = (address: FixedCodec<string>): FixedCodec<NatRange> =>
  mapped(struct({ name: 'nf_nat_range', header, size: 40 }, rangeRows(address)), natRange, rangeOf)

/** With ports that are shifted, since Linux 4.18; revision 2 of DNAT and SNAT. */
export const range2For = (address: FixedCodec<string>): FixedCodec<NatRange> =>
  mapped(
    struct({ name: 'nf_nat_range2', header, size: 44 }, { ...rangeRows(address), basePort: [40, be16, 'base_proto'] }),
    natRange,
    rangeOf,
  )

/** Of targets with one revision: IPv4 still has the oldest struct. */
export const firstRange = { ipv4: multiRange, ipv6: rangeFor(ipv6) } as const
