import { attributes } from '../../../wire/attributes.ts'
import { be16, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { synproxyFlags } from '../synproxy-flags.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_SYNPROXY_', header },
  {
    mss: [1, be16, 'MSS'],
    wscale: [2, u8, 'WSCALE'],
    flags: [3, synproxyFlags, 'FLAGS'],
  },
)

/** Answers a TCP handshake in place of the server. */
export const synproxy = { name: 'synproxy', data } as const satisfies ExpressionKind<unknown>
