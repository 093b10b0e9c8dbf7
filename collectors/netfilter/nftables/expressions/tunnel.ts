import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const keys = oneWord(be32, { prefix: 'NFT_TUNNEL_', header }, { path: [0, 'PATH'], id: [1, 'ID'] })
const modes = oneWord(be32, { prefix: 'NFT_TUNNEL_MODE_', header }, { none: [0, 'NONE'], rx: [1, 'RX'], tx: [2, 'TX'] })

const data = attributes(
  { prefix: 'NFTA_TUNNEL_', header },
  {
    key: [1, keys, 'KEY'],
    dreg: [2, be32, 'DREG'],
    mode: [3, modes, 'MODE'],
  },
)

/** What the kernel knows of the tunnel that the packet came through or will go through. */
export const tunnel = { name: 'tunnel', data } as const satisfies ExpressionKind<unknown>
