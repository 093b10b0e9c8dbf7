/** How often a list is gone through before it is worth an index. */
const searches = 4

/**
 * Finds the records with a key, in the order of the list. A question about a fresh snapshot asks for few of them, many questions for
 * all: the first searches go through the list, later ones through an index.
 */
export const finder = <R>(
  list: readonly R[],
  keyOf: (record: R) => string | undefined,
): ((key: string) => readonly R[]) => {
  let searched = 0
  let index: Map<string | undefined, R[]> | undefined
  return (key) => {
    if (searched < searches) {
      searched++
      return list.filter((record) => keyOf(record) === key)
    }
    index ??= Map.groupBy(list, keyOf)
    return index.get(key) ?? []
  }
}
