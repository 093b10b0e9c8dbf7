import type { XtFamily } from '../../xtables/extension.ts'
import { matchVocabulary } from '../../xtables/matches/index.ts'
import { compatUse } from './compat-use.ts'
import type { ExpressionKind } from './expression-kind.ts'

const { data, decode } = compatUse('NFTA_MATCH_', matchVocabulary)

/** A match of x_tables, as iptables-nft uses them where nf_tables has no words of its own. */
export const match = {
  name: 'match',
  data,
  value: {
    json: { properties: { match: matchVocabulary.shape.json }, required: ['match'] },
    decode: (view: DataView, at: number, length: number, family: XtFamily) => ({
      match: decode(view, at, length, family),
    }),
  },
} as const satisfies ExpressionKind<unknown>
