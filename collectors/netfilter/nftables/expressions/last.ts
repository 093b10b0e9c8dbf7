import { attributes, ignored } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { be64Count } from '../../be64-count.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_LAST_', header },
  {
    /** 0: never used; `msecs` is absent then. */
    set: [1, be32, 'SET'],
    msecs: [2, be64Count, 'MSECS'],
    pad: [3, ignored, 'PAD'],
  },
)

/** How long ago the rule was used last. */
export const last = { name: 'last', data } as const satisfies ExpressionKind<unknown>
