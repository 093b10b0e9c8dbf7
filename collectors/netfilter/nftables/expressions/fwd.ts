import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { nfProtocols } from '../families.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_FWD_', header },
  {
    sregDev: [1, be32, 'SREG_DEV'],
    sregAddr: [2, be32, 'SREG_ADDR'],
    nfproto: [3, nfProtocols, 'NFPROTO'],
  },
)

/** Sends the packet itself out of a device, from the ingress hook. */
export const fwd = { name: 'fwd', data } as const satisfies ExpressionKind<unknown>
