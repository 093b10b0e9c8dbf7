import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const keys = oneWord(
  be32,
  { prefix: 'NFT_SOCKET_', header },
  { transparent: [0, 'TRANSPARENT'], mark: [1, 'MARK'], wildcard: [2, 'WILDCARD'], cgroupv2: [3, 'CGROUPV2'] },
)

const data = attributes(
  { prefix: 'NFTA_SOCKET_', header },
  {
    key: [1, keys, 'KEY'],
    dreg: [2, be32, 'DREG'],
    level: [3, be32, 'LEVEL'],
  },
)

/** What is known of the local socket that the packet belongs to. */
export const socket = { name: 'socket', data } as const satisfies ExpressionKind<unknown>
