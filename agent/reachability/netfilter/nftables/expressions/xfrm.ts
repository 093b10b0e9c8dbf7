import type { Operation } from '../machine.ts'

/** IPsec (nft_xfrm_get_eval, net/netfilter/nft_xfrm.c): no packet of a walk has come through it, or will go through it. */
export const xfrm = (): Operation => () => 'break'
