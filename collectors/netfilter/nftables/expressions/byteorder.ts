import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const operations = oneWord(be32, { prefix: 'NFT_BYTEORDER_', header }, { ntoh: [0, 'NTOH'], hton: [1, 'HTON'] })

const data = attributes(
  { prefix: 'NFTA_BYTEORDER_', header },
  {
    sreg: [1, be32, 'SREG'],
    dreg: [2, be32, 'DREG'],
    op: [3, operations, 'OP'],
    length: [4, be32, 'LEN'],
    size: [5, be32, 'SIZE'],
  },
)

/** Turns the byte order of the numbers in a register, each of `size` bytes. */
export const byteorder = { name: 'byteorder', data } as const satisfies ExpressionKind<unknown>
