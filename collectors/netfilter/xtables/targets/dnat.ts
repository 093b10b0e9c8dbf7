import { eachFamily, extension } from '../extension.ts'
import { multiRange, range2For, rangeFor } from './nat-range.ts'
import { natWords } from './nat-words.ts'

/** `-j DNAT`: to another destination. iptables uses revision 2 where the kernel has it; before, 0 for IPv4 and 1 for IPv6. */
export const dnat = extension({
  name: 'DNAT',
  revisions: { 0: multiRange, 1: eachFamily(rangeFor), 2: eachFamily(range2For) },
  save: (range) => natWords('--to-destination', range),
})
