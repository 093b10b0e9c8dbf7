import { attributes } from '../../../wire/attributes.ts'
import { be32, u8 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const keys = oneWord(
  be32,
  { prefix: 'NFT_XFRM_KEY_', header },
  {
    'ip daddr': [1, 'DADDR_IP4'],
    'ip6 daddr': [2, 'DADDR_IP6'],
    'ip saddr': [3, 'SADDR_IP4'],
    'ip6 saddr': [4, 'SADDR_IP6'],
    reqid: [5, 'REQID'],
    spi: [6, 'SPI'],
  },
)
const directions = oneWord(u8, { prefix: 'XFRM_POLICY_', header: 'linux/xfrm.h' }, { in: [0, 'IN'], out: [1, 'OUT'] })

const data = attributes(
  { prefix: 'NFTA_XFRM_', header },
  {
    dreg: [1, be32, 'DREG'],
    key: [2, keys, 'KEY'],
    dir: [3, directions, 'DIR'],
    spnum: [4, be32, 'SPNUM'],
  },
)

/** What is known of the packet's IPsec association number `spnum`. */
export const xfrm = { name: 'xfrm', data } as const satisfies ExpressionKind<unknown>
