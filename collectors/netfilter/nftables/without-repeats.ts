import type { NftElement } from './record.ts'

/**
 * The elements of a set without intervals, each once. A hash table that the kernel grows or shrinks, a moment after it changed,
 * while it shows the set, begins again, or goes on at a place where now is another element: some come twice, and in place of
 * those others not at all. It flags nothing then.
 */
export const withoutRepeats = (elements: readonly NftElement[]): readonly NftElement[] => {
  const seen = new Set<string | undefined>()
  for (const { key } of elements) seen.add(key)
  return seen.size === elements.length ? elements : elements.filter(({ key }) => seen.delete(key))
}
