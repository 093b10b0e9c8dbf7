import { ipv6 } from '../../../wire/addresses.ts'
import { mapped } from '../../../wire/codec.ts'
import { u8, u16 } from '../../../wire/scalars.ts'
import { type Infer, integer, nullable, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { prefixLength } from '../mask-text.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter_ipv6/ip6t_srh.h'

const flags = bits(u16, header, {
  nextHeader: [0x0001, 'IP6T_SRH_NEXTHDR'],
  lengthEquals: [0x0002, 'IP6T_SRH_LEN_EQ'],
  lengthAbove: [0x0004, 'IP6T_SRH_LEN_GT'],
  lengthBelow: [0x0008, 'IP6T_SRH_LEN_LT'],
  segmentsLeftEquals: [0x0010, 'IP6T_SRH_SEGS_EQ'],
  segmentsLeftAbove: [0x0020, 'IP6T_SRH_SEGS_GT'],
  segmentsLeftBelow: [0x0040, 'IP6T_SRH_SEGS_LT'],
  lastEntryEquals: [0x0080, 'IP6T_SRH_LAST_EQ'],
  lastEntryAbove: [0x0100, 'IP6T_SRH_LAST_GT'],
  lastEntryBelow: [0x0200, 'IP6T_SRH_LAST_LT'],
  tag: [0x0400, 'IP6T_SRH_TAG'],
  previousSegment: [0x0800, 'IP6T_SRH_PSID'],
  nextSegment: [0x1000, 'IP6T_SRH_NSID'],
  lastSegment: [0x2000, 'IP6T_SRH_LSID'],
})

const counts = {
  nextHeader: [0, u8, 'next_hdr'],
  length: [1, u8, 'hdr_len'],
  segmentsLeft: [2, u8, 'segs_left'],
  lastEntry: [3, u8, 'last_entry'],
  tag: [4, u16, 'tag'],
} as const

const revision0 = struct(
  { name: 'ip6t_srh', header, size: 10 },
  { ...counts, match: [6, flags, 'mt_flags'], invert: [8, flags, 'mt_invflags'] },
)

const revision1 = struct(
  { name: 'ip6t_srh1', header, size: 108 },
  {
    ...counts,
    previousSegment: [8, ipv6, 'psid_addr'],
    nextSegment: [24, ipv6, 'nsid_addr'],
    lastSegment: [40, ipv6, 'lsid_addr'],
    previousMask: [56, ipv6, 'psid_msk'],
    nextMask: [72, ipv6, 'nsid_msk'],
    lastMask: [88, ipv6, 'lsid_msk'],
    match: [104, flags, 'mt_flags'],
    invert: [106, flags, 'mt_invflags'],
  },
)

const segment = nullable(record({ address: text, mask: text }))

const shape = record({
  nextHeader: integer,
  /** In units of 8 bytes, the first 8 not counted. */
  length: integer,
  segmentsLeft: integer,
  lastEntry: integer,
  tag: integer,
  /** Segment identifiers, where the rule has them. */
  previousSegment: segment,
  nextSegment: segment,
  lastSegment: segment,
  match: flags,
  invert: flags,
})
type SegmentRouting = Infer<typeof shape>

const noSegments = { previousSegment: null, nextSegment: null, lastSegment: null }

const withSegments = ({ previousMask, nextMask, lastMask, ...info }: Infer<typeof revision1>): SegmentRouting => ({
  ...info,
  previousSegment: info.match.previousSegment ? { address: info.previousSegment, mask: previousMask } : null,
  nextSegment: info.match.nextSegment ? { address: info.nextSegment, mask: nextMask } : null,
  lastSegment: info.match.lastSegment ? { address: info.lastSegment, mask: lastMask } : null,
})

type Flag = Exclude<keyof SegmentRouting['match'], 'other'>
type Field = 'nextHeader' | 'length' | 'segmentsLeft' | 'lastEntry' | 'tag'

const numberOptions: readonly (readonly [Flag, Field, option: string])[] = [
  ['nextHeader', 'nextHeader', '--srh-next-hdr'],
  ['lengthEquals', 'length', '--srh-hdr-len-eq'],
  ['lengthAbove', 'length', '--srh-hdr-len-gt'],
  ['lengthBelow', 'length', '--srh-hdr-len-lt'],
  ['segmentsLeftEquals', 'segmentsLeft', '--srh-segs-left-eq'],
  ['segmentsLeftAbove', 'segmentsLeft', '--srh-segs-left-gt'],
  ['segmentsLeftBelow', 'segmentsLeft', '--srh-segs-left-lt'],
  ['lastEntryEquals', 'lastEntry', '--srh-last-entry-eq'],
  ['lastEntryAbove', 'lastEntry', '--srh-last-entry-gt'],
  ['lastEntryBelow', 'lastEntry', '--srh-last-entry-lt'],
  ['tag', 'tag', '--srh-tag'],
]

const segmentOptions = [
  ['previousSegment', '--srh-psid'],
  ['nextSegment', '--srh-nsid'],
  ['lastSegment', '--srh-lsid'],
] as const

/** iptables writes a mask with holes as the number -1 without its sign. */
const segmentText = ({ address, mask }: { readonly address: string; readonly mask: string }): string =>
  `${address}/${prefixLength(mask) ?? 0xffffffff}`

/** `-m srh`: the segment routing header of IPv6. */
export const srh = extension({
  name: 'srh',
  families: ['ipv6'],
  revisions: {
    0: mapped(revision0, shape, (info) => ({ ...info, ...noSegments })),
    1: mapped(revision1, shape, withSegments),
  },
  save: (info) => [
    ...numberOptions.flatMap(([flag, field, name]) =>
      info.match[flag] ? option(info.invert[flag], name, `${info[field]}`) : [],
    ),
    ...segmentOptions.flatMap(([flag, name]) => {
      const value = info[flag]
      return value ? option(info.invert[flag], name, segmentText(value)) : []
    }),
  ],
})
