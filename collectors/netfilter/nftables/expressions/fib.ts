import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const results = oneWord(
  be32,
  { prefix: 'NFT_FIB_RESULT_', header },
  { oif: [1, 'OIF'], oifname: [2, 'OIFNAME'], type: [3, 'ADDRTYPE'] },
)
const flags = flagWords(
  be32,
  { prefix: 'NFTA_FIB_F_', header },
  {
    saddr: [1, 'SADDR'],
    daddr: [2, 'DADDR'],
    mark: [4, 'MARK'],
    iif: [8, 'IIF'],
    oif: [16, 'OIF'],
    present: [32, 'PRESENT'],
  },
)

const data = attributes(
  { prefix: 'NFTA_FIB_', header },
  {
    dreg: [1, be32, 'DREG'],
    result: [2, results, 'RESULT'],
    flags: [3, flags, 'FLAGS'],
  },
)

/** What the routing tables answer for the packet. With the flag `present`: only whether there is an answer. */
export const fib = { name: 'fib', data } as const satisfies ExpressionKind<unknown>
