import { matchSet } from '../../ipset/look-up.ts'
import type { CompileMatch } from './match-test.ts'

/** IPSET_FLAG_PHYSDEV, linux/netfilter/ipset/ip_set.h */
const PHYSDEV = 1 << 1

/** set_match_v4, net/netfilter/xt_set.c */
export const set: CompileMatch<'set'> = ({ set: reference, packets, bytes, flags }) => {
  const options = {
    returnNoMatch: flags.returnNoMatch,
    wantsPhysical: ((flags.other ?? 0) & PHYSDEV) !== 0,
    comparesCounters: packets !== null || bytes !== null,
  }
  return (context) => matchSet(context, reference, options)
}
