/** Whether two values of JSON, and bigint, say the same. What is the same object is not looked into. */
export const isEqual = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, at) => isEqual(item, other[at]))
    )
  const [left, right] = [one as Fields, other as Fields]
  const names = Object.keys(left)
  return names.length === Object.keys(right).length && names.every((name) => isEqual(left[name], right[name]))
}

interface Fields {
  readonly [name: string]: unknown
}

/** Whether two objects say the same in some of their fields. */
export const isEqualIn = <T extends object>(fields: readonly (keyof T)[], one: T, other: T): boolean =>
  one === other || fields.every((field) => isEqual(one[field], other[field]))
