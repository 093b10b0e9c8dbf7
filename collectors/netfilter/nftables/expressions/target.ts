import type { XtFamily } from '../../xtables/extension.ts'
import { targetVocabulary } from '../../xtables/targets/index.ts'
import { compatUse } from './compat-use.ts'
import type { ExpressionKind } from './expression-kind.ts'

const { data, decode } = compatUse('NFTA_TARGET_', targetVocabulary)

/** A target of x_tables, as iptables-nft uses them where nf_tables has no words of its own. */
export const target = {
  name: 'target',
  data,
  value: {
    json: { properties: { target: targetVocabulary.shape.json }, required: ['target'] },
    decode: (view: DataView, at: number, length: number, family: XtFamily) => ({
      target: decode(view, at, length, family),
    }),
  },
} as const satisfies ExpressionKind<unknown>
