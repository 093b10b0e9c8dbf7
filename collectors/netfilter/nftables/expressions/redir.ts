import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { natFlags } from '../nat-flags.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_REDIR_', header },
  {
    regProtoMin: [1, be32, 'REG_PROTO_MIN'],
    regProtoMax: [2, be32, 'REG_PROTO_MAX'],
    flags: [3, natFlags, 'FLAGS'],
  },
)

/** Translates the destination to the machine itself. */
export const redir = { name: 'redir', data } as const satisfies ExpressionKind<unknown>
