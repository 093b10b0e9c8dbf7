import { eachFamily, extension } from '../extension.ts'
import { multiRange, range2For, rangeFor } from './nat-range.ts'
import { natWords } from './nat-words.ts'

/** `-j SNAT`: from another source. iptables uses revision 0 for IPv4 and 1 for IPv6; the kernel has 2 as well. */
export const snat = extension({
  name: 'SNAT',
  revisions: { 0: multiRange, 1: eachFamily(rangeFor), 2: eachFamily(range2For) },
  save: (range) => natWords('--to-source', range),
})
