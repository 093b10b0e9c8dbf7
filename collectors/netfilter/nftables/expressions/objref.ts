import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import { objectTypes } from '../object-types.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_OBJREF_', header },
  {
    type: [1, objectTypes, 'IMM_TYPE'],
    name: [2, cstring, 'IMM_NAME'],
    sreg: [3, be32, 'SET_SREG'],
    set: [4, cstring, 'SET_NAME'],
    setId: [5, be32, 'SET_ID'],
  },
)

/** Uses an object by its name; or the one that a map holds for a register. */
export const objref = { name: 'objref', data } as const satisfies ExpressionKind<unknown>
