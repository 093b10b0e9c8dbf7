import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const types = oneWord(be32, { prefix: 'NFT_NG_', header }, { inc: [0, 'INCREMENTAL'], random: [1, 'RANDOM'] })

const data = attributes(
  { prefix: 'NFTA_NG_', header },
  {
    dreg: [1, be32, 'DREG'],
    modulus: [2, be32, 'MODULUS'],
    type: [3, types, 'TYPE'],
    offset: [4, be32, 'OFFSET'],
    setName: [5, cstring, 'SET_NAME'],
    setId: [6, be32, 'SET_ID'],
  },
)

/** The next, or a random, number below `modulus`, plus `offset`. */
export const numgen = { name: 'numgen', data } as const satisfies ExpressionKind<unknown>
