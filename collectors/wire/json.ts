/** A 64-bit number as JSON has it: a number as long as that is exact, a decimal string beyond 2^53 - 1. */
const exact = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'bigint') return value
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : value.toString()
}

/** JSON of anything that netloupe holds; nothing is lost. @param indent spaces a level; 0 is one line */
export const toJson = (value: unknown, indent = 0): string => JSON.stringify(value, exact, indent)
