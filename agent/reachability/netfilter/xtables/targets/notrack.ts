import { isOpen } from '../../conntrack/attached.ts'
import type { Target } from './target.ts'

/** Leaves the packet out of connection tracking, unless it has been there already (notrack_tg, xt_ct_target; net/netfilter/xt_CT.c). */
export const notTracked: Target = ({ packet, space }) => {
  if (isOpen(packet, space)) packet.connection = 'untracked'
  return 'continue'
}

/** NOTRACK. */
export const notrack = (): Target => notTracked
