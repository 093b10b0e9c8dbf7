import { type Change, findingKind } from '../changes/event.ts'
import type { Audit, Finding } from './finding.ts'

/** What appeared, went, or is as bad as it was not before. */
export const findingChanges = (before: Audit, after: Audit): readonly Change[] => {
  const [was, is] = [byKey(before), byKey(after)]
  const gone = [...was].flatMap(([key, finding]): readonly Change[] => {
    const words = `no longer found for ${finding.name}: ${finding.title} (${finding.check})`
    return is.has(key) ? [] : [{ ...commonOf(finding), change: 'removed', words, before: finding, after: null }]
  })
  const others = [...is].flatMap(([key, finding]): readonly Change[] => {
    const old = was.get(key)
    if (old?.severity === finding.severity) return []
    const words = `${finding.severity} for ${finding.name}: ${finding.title} (${finding.check})`
    if (old === undefined) return [{ ...commonOf(finding), change: 'added', words, before: null, after: finding }]
    const more = `${words}; it was ${old.severity}`
    return [{ ...commonOf(finding), change: 'changed', words: more, before: old, after: finding }]
  })
  return [...gone, ...others]
}

/** The worst of those that say the same of the same thing: findings stand worst first. */
const byKey = ({ findings }: Audit): ReadonlyMap<string, Finding> =>
  new Map(
    findings.toReversed().map((finding) => [JSON.stringify([finding.check, finding.object, finding.name]), finding]),
  )

const commonOf = ({ object }: Finding): Pick<Change, 'kind' | 'object' | 'ends'> => ({
  kind: findingKind,
  object,
  ends: null,
})
