import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { header } from '../header.ts'
import { flagWords, oneWord } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const types = oneWord(be32, { prefix: 'NFT_LIMIT_', header }, { packets: [0, 'PKTS'], bytes: [1, 'PKT_BYTES'] })
const flags = flagWords(be32, { prefix: 'NFT_LIMIT_F_', header }, { inv: [1, 'INV'] })

const data = attributes(
  { prefix: 'NFTA_LIMIT_', header },
  {
    rate: [1, be64Count, 'RATE'],
    /** Seconds. */
    unit: [2, be64Count, 'UNIT'],
    burst: [3, be32, 'BURST'],
    type: [4, types, 'TYPE'],
    flags: [5, flags, 'FLAGS'],
    pad: [6, ignored, 'PAD'],
  },
)

/** Matches until `rate` packets or bytes in `unit` are exceeded; with `inv`, from then on. */
export const limit = { name: 'limit', data } as const satisfies ExpressionKind<unknown>
