import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

/** The keys of `rt`, as collectors name them (enum nft_rt_keys). */
const rows: { readonly [key: string]: KeyRow } = {
  classid: [types.realm],
  'ip nexthop': [types.ipv4Address],
  'ip6 nexthop': [types.ipv6Address],
  mtu: [types.integer, 16, 'host'],
  ipsec: [types.boolean, 8, 'host'],
}

/** What is known of the route; null for a key that we do not know. */
export const routeLoad = (key: string): Load | null => {
  const row = rows[key]
  if (row === undefined) return null
  const [last = key, family] = key.split(' ').reverse()
  const json = { rt: family === undefined ? { key: last } : { key: last, family } }
  return loadOf(row, { json, text: `rt ${key}`, source: 'rt', key })
}
