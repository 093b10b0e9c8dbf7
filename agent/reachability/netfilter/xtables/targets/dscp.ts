import { tosOf } from '../../../packet/fields.ts'
import { setTos } from '../../../packet/rewrite.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** The bits of ECN, which stay as they are. */
const ecnBits = 0x03

/** DSCP (dscp_tg, dscp_tg6, net/netfilter/xt_DSCP.c). */
export const dscp: TargetOf<InfoOf<'dscp'>> =
  ({ dscp: codePoint }) =>
  ({ packet }) => {
    const old = tosOf(packet)
    const wanted = ((codePoint << 2) | (old & ecnBits)) & 0xff
    if (wanted !== old) setTos(packet, wanted)
    return 'continue'
  }
