import { read16 } from '../../../packet/address-bytes.ts'
import { ETH_P_IP } from '../../../packet/packet.ts'
import type { CompileMatch } from './match-test.ts'

/** length_mt, length_mt6, net/netfilter/xt_length.c: IPv4 says itself how long it is. */
export const length: CompileMatch<'length'> =
  ({ min, max, invert }) =>
  ({ packet: { bytes, etherType } }) => {
    const size = etherType === ETH_P_IP ? read16(bytes, 2) : bytes.length
    return (size >= min && size <= max) !== invert
  }
