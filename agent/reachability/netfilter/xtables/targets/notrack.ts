import type { Target } from './target.ts'

/** Leaves the packet out of connection tracking, unless it has been there already (notrack_tg, xt_ct_target; net/netfilter/xt_CT.c). */
export const notTracked: Target = ({ packet }) => {
  if (packet.connection === null) packet.connection = 'untracked'
  return 'continue'
}

/** NOTRACK. */
export const notrack = (): Target => notTracked
