import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { data as registerData } from '../data.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_IMMEDIATE_', header },
  {
    dreg: [1, be32, 'DREG'],
    data: [2, registerData, 'DATA'],
  },
)

/** Puts a value into a register. Register 0 takes a verdict: the decision of the rule. */
export const immediate = { name: 'immediate', data } as const satisfies ExpressionKind<unknown>
