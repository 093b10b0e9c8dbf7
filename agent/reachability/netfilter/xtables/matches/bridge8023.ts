import { read16 } from '../../../packet/address-bytes.ts'
import type { CompileMatch } from './match-test.ts'

/** Both access points of a SNAP header (CHECK_TYPE), and the control field of unnumbered information (IS_UI). */
const SNAP = 0xaa
const UNNUMBERED = 0x03

/** ebt_802_3_mt, net/bridge/netfilter/ebt_802_3.c: the LLC header follows the length. */
export const bridge8023: CompileMatch<'bridge8023'> =
  ({ sap, type, match, invert }) =>
  ({ packet: { bytes } }) => {
    const [destination, source, control = 0] = bytes
    if (match.sap) {
      if ((source === sap) === invert.sap) return false
      if ((destination === sap) === invert.sap) return false
    }
    if (!match.type) return true
    if (destination !== SNAP || source !== SNAP) return false
    const found = read16(bytes, (control & UNNUMBERED) !== 0 ? 6 : 7)
    return (found === type) !== invert.type
  }
