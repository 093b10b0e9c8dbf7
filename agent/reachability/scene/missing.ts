import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Problem } from '../../../collectors/problem.ts'

/** Not what the kernel does not have at all: of that nothing is missing. */
const countsAsMissing = (kind: Problem['kind']): boolean => kind !== 'unsupported'

/**
 * Which kinds of records a namespace lacks, by the name of their collector. A problem without `about` was met wherever it
 * could be; one of another thing than this namespace does not count.
 */
export const missingOf = (namespace: Namespace | null, problems: readonly Problem[]): ReadonlyMap<string, string> => {
  const missing = new Map<string, string>()
  if (problems.length === 0) return missing
  const names =
    namespace === null ? [] : [`netns ${namespace.inode}`, ...namespace.names.map((name) => `netns ${name}`)]
  for (const { collector, kind, about, message } of problems)
    if (countsAsMissing(kind) && (about === undefined || names.includes(about)) && !missing.has(collector))
      missing.set(collector, message)
  return missing
}
