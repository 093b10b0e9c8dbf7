import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

/** The keys of `ipsec`, as collectors name them (enum nft_xfrm_keys). */
const keys: { readonly [key: string]: KeyRow } = {
  'ip daddr': [types.ipv4Address],
  'ip6 daddr': [types.ipv6Address],
  'ip saddr': [types.ipv4Address],
  'ip6 saddr': [types.ipv6Address],
  reqid: [types.integer, 32, 'host'],
  spi: [types.integer, 32],
}

/** What is known of an IPsec association of the packet; null for a key that we do not know. */
export const ipsecLoad = (key: string, dir: string, spnum: number): Load | null => {
  const row = keys[key]
  if (row === undefined) return null
  const [last = key, family] = key.split(' ').reverse()
  const json = { ipsec: family === undefined ? { key: last, dir, spnum } : { key: last, family, dir, spnum } }
  const text = spnum === 0 ? `ipsec ${dir} ${key}` : `ipsec ${dir} spnum ${spnum} ${key}`
  return loadOf(row, { json, text, source: 'ipsec', key })
}
