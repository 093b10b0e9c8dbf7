import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

const results: { readonly [result: string]: KeyRow } = {
  oif: [types.interfaceIndex],
  oifname: [types.interfaceName],
  type: [types.fibAddressType],
}

/** What the routing tables answer; null for a question that we do not know. */
export const fibLoad = (result: string, flags: readonly string[]): Load | null => {
  const present = flags.includes('present')
  // Kernels differ in how many bytes a yes or no has.
  const row: KeyRow | undefined = present ? [types.boolean, 0] : results[result]
  const asked = flags.filter((flag) => flag !== 'present')
  if (row === undefined) return null
  return loadOf(row, {
    json: { fib: { result, flags: asked } },
    text: `fib ${asked.join(' . ')} ${result}`,
    source: 'fib',
  })
}
