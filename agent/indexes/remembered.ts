/**
 * Made once for each key, and kept as long as the key is. Lists and records that stay the same are the same objects in the next
 * snapshot: what was made of them serves again.
 */
export const remembered = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const known = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    let found = known.get(key)
    if (found === undefined) {
      found = { value: make(key) }
      known.set(key, found)
    }
    return found.value
  }
}
