import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { dataValue } from '../data.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const operations = oneWord(
  be32,
  { prefix: 'NFT_BITWISE_', header },
  {
    'mask-xor': [0, 'BOOL'],
    lshift: [1, 'LSHIFT'],
    rshift: [2, 'RSHIFT'],
    and: [3, 'AND'],
    or: [4, 'OR'],
    xor: [5, 'XOR'],
  },
)

const data = attributes(
  { prefix: 'NFTA_BITWISE_', header },
  {
    sreg: [1, be32, 'SREG'],
    dreg: [2, be32, 'DREG'],
    length: [3, be32, 'LEN'],
    mask: [4, dataValue, 'MASK'],
    xor: [5, dataValue, 'XOR'],
    op: [6, operations, 'OP'],
    data: [7, dataValue, 'DATA'],
    sreg2: [8, be32, 'SREG2'],
  },
)

/** `dreg` = (`sreg` & `mask`) ^ `xor`; or a shift by `data` bits; or, since 6.13, `sreg` with `sreg2` or `data`. */
export const bitwise = { name: 'bitwise', data } as const satisfies ExpressionKind<unknown>
