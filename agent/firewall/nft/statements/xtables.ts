import { matches } from '../../../../collectors/netfilter/xtables/matches/index.ts'
import { targets } from '../../../../collectors/netfilter/xtables/targets/index.ts'
import { addWords, type Reader, type RuleState } from '../rule-state.ts'
import { visible } from '../visible-text.ts'

type Named = { readonly [kind: string]: { readonly name: string } }
type Use = { readonly kind: string; readonly name?: string }

const nameIn = (list: Named, use: Use): string => list[use.kind]?.name ?? use.name ?? use.kind

/** nft has no words for extensions of x_tables: iptables itself shows such rules. */
const add = (state: RuleState, type: 'match' | 'target', name: string): true =>
  addWords(
    state,
    () => ({ xt: { type, name } }),
    () => `xt ${type} "${visible(name)}"`,
  )

export const match: Reader<'match'> = (state, expression) => add(state, 'match', nameIn(matches, expression.match))
export const target: Reader<'target'> = (state, expression) => add(state, 'target', nameIn(targets, expression.target))
