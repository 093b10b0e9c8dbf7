import type { Count } from '../../collectors/wire/shape.ts'
import type { Sample } from './metric.ts'

/** Samples of those values that are known. */
export const samples = <L extends string>(
  pairs: readonly (readonly [Sample<L>['labels'], Count | undefined])[],
): Sample<L>[] => {
  const known: Sample<L>[] = []
  for (const [labels, value] of pairs) if (value !== undefined) known.push({ labels, value })
  return known
}
