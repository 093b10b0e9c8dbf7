import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'
import { holds, transportAt } from './transport.ts'

const HEADER = 20
/** TCPOPT_MSS with its length, net/tcp.h */
const MAXIMUM_SEGMENT = 2
const OPTION_LENGTH = 4

/** tcpmss_mt, net/netfilter/xt_tcpmss.c: the first option of that kind that has the right length. */
export const tcpmss: CompileMatch<'tcpmss'> =
  ({ min, max, invert }) =>
  ({ packet }) => {
    const { bytes } = packet
    const at = transportAt(packet)
    if (!holds(packet, at, HEADER)) return 'hotdrop'
    const end = at + ((bytes[at + 12] ?? 0) >>> 4) * 4
    if (end < at + HEADER || end > bytes.length) return 'hotdrop'
    for (let i = at + HEADER; i < end; ) {
      const option = bytes[i] ?? 0
      if (option === MAXIMUM_SEGMENT && end - i >= OPTION_LENGTH && bytes[i + 1] === OPTION_LENGTH) {
        const size = read16(bytes, i + 2)
        return (size >= min && size <= max) !== invert
      }
      i += option < 2 ? 1 : (bytes[i + 1] ?? 0) || 1
    }
    return invert
  }
