import type { Match } from '../../../../../collectors/netfilter/xtables/matches/index.ts'
import type { Context, Matched } from '../../context.ts'

/** Whether a packet is matched; made once for a rule. */
export type MatchTest = (context: Context) => Matched

type Known = Extract<Match, { readonly info: unknown }>
export type KnownKind = Known['kind']
/** The parameters of each match. */
export type MatchInfos = { readonly [K in KnownKind]: Extract<Known, { readonly kind: K }>['info'] }

/** Makes the test of a match from its parameters. */
export type CompileMatch<K extends KnownKind> = (info: MatchInfos[K]) => MatchTest

/** A match that only the moment decides. @param on what it depends on: "whether …" */
export const unknownMatch = (on: string): MatchTest => {
  const unknown = { unknown: on }
  return () => unknown
}

export const always: MatchTest = () => true
export const never: MatchTest = () => false
