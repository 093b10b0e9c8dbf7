import { attributes } from '../../../wire/attributes.ts'
import { be16, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { secondsByState } from '../seconds-by-state.ts'
import type { ObjectKind } from './object-kind.ts'

const data = attributes(
  { prefix: 'NFTA_CT_TIMEOUT_', header },
  {
    l3proto: [1, be16, 'L3PROTO'],
    l4proto: [2, u8, 'L4PROTO'],
    /** By number of the state, from 1: CTA_TIMEOUT_TCP_*, CTA_TIMEOUT_UDP_* and others, linux/netfilter/nfnetlink_cttimeout.h */
    timeouts: [3, secondsByState, 'DATA'],
  },
)

/** How long conntrack keeps connections in each state, in seconds. */
export const ctTimeout = { type: 'ct timeout', data } as const satisfies ObjectKind<unknown>
