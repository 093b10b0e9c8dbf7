import { attributes } from '../../../wire/attributes.ts'
import { be32 } from '../../../wire/scalars.ts'
import { cstring } from '../../../wire/text.ts'
import type { XtFamily } from '../../xtables/extension.ts'
import { targetVocabulary } from '../../xtables/targets/index.ts'
import { type Span, span } from '../span.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes(
  { prefix: 'NFTA_TARGET_', header: 'linux/netfilter/nf_tables_compat.h' },
  {
    name: [1, cstring, 'NAME'],
    revision: [2, be32, 'REV'],
    info: [3, span, 'INFO'],
  },
)

const nothing: Span = { at: 0, length: 0 }

/** A target of x_tables, as iptables-nft uses them where nf_tables has no words of its own. */
export const target = {
  name: 'target',
  data,
  value: {
    json: { properties: { target: targetVocabulary.shape.json }, required: ['target'] },
    decode: (view: DataView, at: number, length: number, family: XtFamily) => {
      const { name = '', revision = 0, info = nothing } = data.decode(view, at, length)
      return { target: targetVocabulary.decode({ family, name, revision }, view, info.at, info.length) }
    },
  },
} as const satisfies ExpressionKind<unknown>
