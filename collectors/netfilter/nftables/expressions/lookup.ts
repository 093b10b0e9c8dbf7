import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(be32, { prefix: 'NFT_LOOKUP_F_', header }, { inv: [1, 'INV'] })

const data = attributes(
  { prefix: 'NFTA_LOOKUP_', header },
  {
    set: [1, cstring, 'SET'],
    sreg: [2, be32, 'SREG'],
    dreg: [3, be32, 'DREG'],
    setId: [4, be32, 'SET_ID'],
    flags: [5, flags, 'FLAGS'],
  },
)

/** Whether a register is in a set (`inv`: is not); of a map, what it holds for it into `dreg`. */
export const lookup = { name: 'lookup', data } as const satisfies ExpressionKind<unknown>
