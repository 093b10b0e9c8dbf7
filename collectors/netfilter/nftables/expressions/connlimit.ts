import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(be32, { prefix: 'NFT_CONNLIMIT_F_', header }, { inv: [1, 'INV'] })

const data = attributes(
  { prefix: 'NFTA_CONNLIMIT_', header },
  {
    count: [1, be32, 'COUNT'],
    flags: [2, flags, 'FLAGS'],
  },
)

/** Matches while there are no more than so many connections; with `inv`, while there are more. */
export const connlimit = { name: 'connlimit', data } as const satisfies ExpressionKind<unknown>
