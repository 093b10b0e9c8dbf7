import type { SaveContext } from '../../../collectors/netfilter/xtables/extension.ts'
import { type Match, matchVocabulary } from '../../../collectors/netfilter/xtables/matches/index.ts'
import { type TargetUse, targetVocabulary } from '../../../collectors/netfilter/xtables/targets/index.ts'

/** The name of an extension after `-m` or `-j`, and its options. */
export interface UseWords {
  readonly name: string
  readonly words: readonly string[]
}

/**
 * In the place of options that we do not know. iptables has the first two words for a revision that is newer than it; nothing
 * that reads rules takes them for options.
 */
const unsupported = ({ name, revision }: { readonly name: string; readonly revision: number }): UseWords => ({
  name,
  words: [`[unsupported revision ${revision}]`],
})

export const matchWords = (match: Match, context: SaveContext): UseWords =>
  match.kind === 'other'
    ? unsupported(match)
    : (matchVocabulary.save(match, context) ?? { name: match.kind, words: [] })

export const targetWords = (target: TargetUse, context: SaveContext): UseWords =>
  target.kind === 'other'
    ? unsupported(target)
    : (targetVocabulary.save(target, context) ?? { name: target.kind, words: [] })
