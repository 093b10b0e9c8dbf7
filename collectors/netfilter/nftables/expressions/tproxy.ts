import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { nfProtocols } from '../families.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_TPROXY_', header },
  {
    family: [1, nfProtocols, 'FAMILY'],
    regAddr: [2, be32, 'REG_ADDR'],
    regPort: [3, be32, 'REG_PORT'],
  },
)

/** Gives the packet to a local socket without translating it. */
export const tproxy = { name: 'tproxy', data } as const satisfies ExpressionKind<unknown>
