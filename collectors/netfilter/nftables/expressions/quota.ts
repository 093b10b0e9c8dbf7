import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { header } from '../header.ts'
import { flagWords } from '../words.ts'
import type { ExpressionKind } from './expression-kind.ts'

const flags = flagWords(be32, { prefix: 'NFT_QUOTA_F_', header }, { inv: [1, 'INV'], depleted: [2, 'DEPLETED'] })

const data = attributes(
  { prefix: 'NFTA_QUOTA_', header },
  {
    bytes: [1, be64Count, 'BYTES'],
    flags: [2, flags, 'FLAGS'],
    pad: [3, ignored, 'PAD'],
    consumed: [4, be64Count, 'CONSUMED'],
  },
)

/** Matches until so many bytes went by; with `inv`, from then on. */
export const quota = { name: 'quota', data } as const satisfies ExpressionKind<unknown>
