import { findIpv6Header, headerLength, ROUTING } from './ipv6-headers.ts'
import { maskedAddress } from './masked-address.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'
import { holds } from './transport.ts'

type Info = MatchInfos['srh']
type Segment = Info['nextSegment']

/** IPV6_SRCRT_TYPE_4, linux/ipv6.h */
const SEGMENT_ROUTING = 4
const HEADER = 8

/** Whether one of the numbers is not as asked. */
const differs = (asked: boolean, is: boolean, invert: boolean): boolean => asked && is === invert

const segmentTest = (segment: Segment, invert: boolean): ((bytes: Uint8Array, at: number) => boolean) | null => {
  if (segment === null) return null
  const test = maskedAddress(segment.address, segment.mask)
  return (bytes, at) => at + 16 <= bytes.length && test(bytes, at) !== invert
}

/** srh_mt6, srh1_mt6, net/ipv6/netfilter/ip6t_srh.c. It compares the tag as its bytes lie in memory. */
export const srh: CompileMatch<'srh'> = (info) => {
  const { match, invert } = info
  const previous = segmentTest(info.previousSegment, invert.previousSegment)
  const next = segmentTest(info.nextSegment, invert.nextSegment)
  const lastSegment = segmentTest(info.lastSegment, invert.lastSegment)
  return ({ packet }) => {
    const { bytes } = packet
    const at = findIpv6Header(bytes, ROUTING)
    if (!holds(packet, at, HEADER) || bytes.length - at < headerLength(bytes, ROUTING, at)) return false
    const [nextHeader = 0, length = 0, type = 0, left = 0, last = 0] = bytes.subarray(at, at + HEADER)
    if (type !== SEGMENT_ROUTING || left > last) return false
    const tag = (bytes[at + 6] ?? 0) | ((bytes[at + 7] ?? 0) << 8)
    if (differs(match.nextHeader, nextHeader === info.nextHeader, invert.nextHeader)) return false
    if (differs(match.lengthEquals, length === info.length, invert.lengthEquals)) return false
    if (differs(match.lengthAbove, length > info.length, invert.lengthAbove)) return false
    if (differs(match.lengthBelow, length < info.length, invert.lengthBelow)) return false
    if (differs(match.segmentsLeftEquals, left === info.segmentsLeft, invert.segmentsLeftEquals)) return false
    if (differs(match.segmentsLeftAbove, left > info.segmentsLeft, invert.segmentsLeftAbove)) return false
    if (differs(match.segmentsLeftBelow, left < info.segmentsLeft, invert.segmentsLeftBelow)) return false
    if (differs(match.lastEntryEquals, last === info.lastEntry, invert.lastEntryEquals)) return false
    if (differs(match.lastEntryAbove, last > info.lastEntry, invert.lastEntryAbove)) return false
    if (differs(match.lastEntryBelow, last < info.lastEntry, invert.lastEntryBelow)) return false
    if (differs(match.tag, tag === info.tag, invert.tag)) return false
    const segments = at + HEADER
    if (previous !== null && (left === last || !previous(bytes, segments + (left + 1) * 16))) return false
    if (next !== null && (left === 0 || !next(bytes, segments + (left - 1) * 16))) return false
    return lastSegment === null || lastSegment(bytes, segments)
  }
}
