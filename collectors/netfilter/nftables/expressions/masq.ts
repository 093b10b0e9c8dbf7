import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { natFlags } from '../nat-flags.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_MASQ_', header },
  {
    flags: [1, natFlags, 'FLAGS'],
    regProtoMin: [2, be32, 'REG_PROTO_MIN'],
    regProtoMax: [3, be32, 'REG_PROTO_MAX'],
  },
)

/** Translates the source to the address of the interface that the packet leaves by. */
export const masq = { name: 'masq', data } as const satisfies ExpressionKind<unknown>
