import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_DUP_', header },
  {
    sregAddr: [1, be32, 'SREG_ADDR'],
    sregDev: [2, be32, 'SREG_DEV'],
  },
)

/** Sends a copy of the packet elsewhere. */
export const dup = { name: 'dup', data } as const satisfies ExpressionKind<unknown>
