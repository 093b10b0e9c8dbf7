import { be32 } from '../../wire/scalars.ts'
import { header } from './header.ts'
import { oneWord } from './words.ts'

/** NFT_OBJECT_*, in the words of the nft language. */
export const objectTypes = oneWord(
  be32,
  { prefix: 'NFT_OBJECT_', header },
  {
    counter: [1, 'COUNTER'],
    quota: [2, 'QUOTA'],
    'ct helper': [3, 'CT_HELPER'],
    limit: [4, 'LIMIT'],
    connlimit: [5, 'CONNLIMIT'],
    tunnel: [6, 'TUNNEL'],
    'ct timeout': [7, 'CT_TIMEOUT'],
    secmark: [8, 'SECMARK'],
    'ct expectation': [9, 'CT_EXPECT'],
    synproxy: [10, 'SYNPROXY'],
  },
)
