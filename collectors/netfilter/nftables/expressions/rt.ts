import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { header } from '../header.ts'
import { oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

/** enum nft_rt_keys, in the words of the nft language: its `mtu` is the TCP segment size. */
const keys = oneWord(
  be32,
  { prefix: 'NFT_RT_', header },
  {
    classid: [0, 'CLASSID'],
    'ip nexthop': [1, 'NEXTHOP4'],
    'ip6 nexthop': [2, 'NEXTHOP6'],
    mtu: [3, 'TCPMSS'],
    ipsec: [4, 'XFRM'],
  },
)

const data = attributes(
  { prefix: 'NFTA_RT_', header },
  {
    dreg: [1, be32, 'DREG'],
    key: [2, keys, 'KEY'],
  },
)

/** What is known of the packet's route. */
export const rt = { name: 'rt', data } as const satisfies ExpressionKind<unknown>
