/** A value of JSON as nft builds it; `bigint` for counters beyond 2^53 - 1. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | { readonly [name: string]: Json }

/** A number as JSON has it: a `bigint` only where a number would lose digits. */
export const jsonInteger = (number: bigint): number | bigint =>
  number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number
