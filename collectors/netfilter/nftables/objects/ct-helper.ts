import { attributes } from '../../../wire/attributes.ts'
import { be16, u8 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import type { ObjectKind } from './object-kind.ts'

const data = attributes(
  { prefix: 'NFTA_CT_HELPER_', header },
  {
    helper: [1, cstring, 'NAME'],
    /** NFPROTO_*, linux/netfilter.h */
    l3proto: [2, be16, 'L3PROTO'],
    l4proto: [3, u8, 'L4PROTO'],
  },
)

/** Gives connections a helper, which expects further ones (`ftp`). */
export const ctHelper = { type: 'ct helper', data } as const satisfies ObjectKind<unknown>
