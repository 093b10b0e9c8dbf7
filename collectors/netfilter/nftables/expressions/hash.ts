import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const types = oneWord(be32, { prefix: 'NFT_HASH_', header }, { jhash: [0, 'JENKINS'], symhash: [1, 'SYM'] })

const data = attributes(
  { prefix: 'NFTA_HASH_', header },
  {
    sreg: [1, be32, 'SREG'],
    dreg: [2, be32, 'DREG'],
    length: [3, be32, 'LEN'],
    modulus: [4, be32, 'MODULUS'],
    seed: [5, be32, 'SEED'],
    offset: [6, be32, 'OFFSET'],
    type: [7, types, 'TYPE'],
    setName: [8, cstring, 'SET_NAME'],
    setId: [9, be32, 'SET_ID'],
  },
)

/** A hash of a register, or of the connection (`symhash`), below `modulus`, plus `offset`. */
export const hash = { name: 'hash', data } as const satisfies ExpressionKind<unknown>
