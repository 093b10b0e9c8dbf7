import { attributes } from '../../../wire/attributes.ts'
import { be32, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(be32, { prefix: 'NFT_OSF_F_', header }, { version: [1, 'VERSION'] })

const data = attributes(
  { prefix: 'NFTA_OSF_', header },
  {
    dreg: [1, be32, 'DREG'],
    /** 0: of the same network, 1: no more than expected, 2: any. */
    ttl: [2, u8, 'TTL'],
    flags: [3, flags, 'FLAGS'],
  },
)

/** The sender's operating system by its way to open TCP connections. */
export const osf = { name: 'osf', data } as const satisfies ExpressionKind<unknown>
