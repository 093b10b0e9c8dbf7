import { attributes } from '../../../wire/attributes.ts'
import { be16, u8, u32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import type { ObjectKind } from './object-kind.ts'

const data = attributes(
  { prefix: 'NFTA_CT_EXPECT_', header },
  {
    l3proto: [1, be16, 'L3PROTO'],
    l4proto: [2, u8, 'L4PROTO'],
    dport: [3, be16, 'DPORT'],
    /** In host byte order, unlike everything else here. */
    timeoutMs: [4, u32, 'TIMEOUT'],
    size: [5, u8, 'SIZE'],
  },
)

/** Makes conntrack expect a further connection to a port. */
export const ctExpectation = { type: 'ct expectation', data } as const satisfies ObjectKind<unknown>
