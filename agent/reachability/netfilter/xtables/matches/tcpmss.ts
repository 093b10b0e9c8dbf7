import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { findMss } from './tcp-option.ts'
import { holds, transportAt } from './transport.ts'

const HEADER = 20

/** tcpmss_mt, net/netfilter/xt_tcpmss.c: the first option of that kind that has the right length. */
export const tcpmss: CompileMatch<'tcpmss'> =
  ({ min, max, invert }) =>
  ({ packet }) => {
    const { bytes } = packet
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const end = at + ((bytes[at + 12] ?? 0) >>> 4) * 4
    if (end < at + HEADER || end > bytes.length) return 'hotdrop'
    const option = findMss(bytes, at + HEADER, end)
    const size = read16(bytes, option + 2)
    return (option >= 0 && size >= min && size <= max) !== invert
  }
