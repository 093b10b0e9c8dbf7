import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { dataValue } from '../data.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const operations = oneWord(
  be32,
  { prefix: 'NFT_CMP_', header },
  { eq: [0, 'EQ'], neq: [1, 'NEQ'], lt: [2, 'LT'], lte: [3, 'LTE'], gt: [4, 'GT'], gte: [5, 'GTE'] },
)

const data = attributes(
  { prefix: 'NFTA_CMP_', header },
  {
    sreg: [1, be32, 'SREG'],
    op: [2, operations, 'OP'],
    data: [3, dataValue, 'DATA'],
  },
)

/** Compares a register with a value; the rule ends where that is not so. */
export const cmp = { name: 'cmp', data } as const satisfies ExpressionKind<unknown>
