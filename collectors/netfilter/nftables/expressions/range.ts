import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { dataValue } from '../data.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const operations = oneWord(be32, { prefix: 'NFT_RANGE_', header }, { eq: [0, 'EQ'], neq: [1, 'NEQ'] })

const data = attributes(
  { prefix: 'NFTA_RANGE_', header },
  {
    sreg: [1, be32, 'SREG'],
    op: [2, operations, 'OP'],
    from: [3, dataValue, 'FROM_DATA'],
    to: [4, dataValue, 'TO_DATA'],
  },
)

/** Whether a register is in a range, both ends included. */
export const range = { name: 'range', data } as const satisfies ExpressionKind<unknown>
