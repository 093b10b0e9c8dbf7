import { attributes } from '../../../wire/attributes.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_FLOW_', header },
  {
    flowtable: [1, cstring, 'TABLE_NAME'],
  },
)

/** From now on the connection takes the short way of a flowtable. */
export const flowOffload = { name: 'flow_offload', data } as const satisfies ExpressionKind<unknown>
