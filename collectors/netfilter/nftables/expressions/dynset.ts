import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { type JsonSchema, list } from '../../../wire/shape.ts'
import { cstring } from '../../../wire/text.ts'
import { be64Count } from '../../be64-count.ts'
import { header } from '../header.ts'
import { listOf } from '../list-of.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'
import { stateful } from './stateful.ts'

const operations = oneWord(
  be32,
  { prefix: 'NFT_DYNSET_OP_', header },
  {
    add: [0, 'ADD'],
    update: [1, 'UPDATE'],
    delete: [2, 'DELETE'],
  },
)
const flags = flagWords(be32, { prefix: 'NFT_DYNSET_F_', header }, { inv: [1, 'INV'], expr: [2, 'EXPR'] })

const data = attributes(
  { prefix: 'NFTA_DYNSET_', header },
  {
    set: [1, cstring, 'SET_NAME'],
    setId: [2, be32, 'SET_ID'],
    op: [3, operations, 'OP'],
    sregKey: [4, be32, 'SREG_KEY'],
    sregData: [5, be32, 'SREG_DATA'],
    timeoutMs: [6, be64Count, 'TIMEOUT'],
    /** One comes alone, more as a list. */
    expression: [7, stateful, 'EXPR'],
    pad: [8, ignored, 'PAD'],
    flags: [9, flags, 'FLAGS'],
    expressions: [10, listOf(stateful), 'EXPRESSIONS'],
  },
)

type Fields = ReturnType<typeof data.decode>
/** One expression or several: always a list. */
type Dynset = Omit<Fields, 'expression'>

const { expression: _one, ...properties } = data.json['properties'] as { readonly [name: string]: JsonSchema }

/** Puts what is in a register into a set, or takes it out; new elements get these expressions for themselves. */
export const dynset = {
  name: 'dynset',
  data,
  value: {
    json: { ...data.json, properties: { ...properties, expressions: list(stateful).json } },
    decode: (view: DataView, at: number, length: number): Dynset => {
      const { expression: one, ...rest } = data.decode(view, at, length)
      return one === undefined ? rest : { ...rest, expressions: [one] }
    },
  },
} as const satisfies ExpressionKind<unknown>
