import type { Writer } from './writer.ts'

/** wg-quick. */
export const wgQuick: Writer = {
  name: 'wg-quick',
  chains: [],
  tables: [/^wg-quick-/],
  comment: /^wg-quick\(8\) rule for /,
}
