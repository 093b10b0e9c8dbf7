import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { type KeyRow, loadOf } from './load.ts'

const keys: { readonly [key: string]: KeyRow } = {
  transparent: [types.integer, 8, 'host'],
  mark: [types.mark],
  wildcard: [types.integer, 8, 'host'],
  cgroupv2: [types.cgroup],
}

/** What is known of the local socket; null for a key that we do not know. */
export const socketLoad = (key: string, level: number | undefined): Load | null => {
  const row = keys[key]
  if (row === undefined) return null
  const text = key === 'cgroupv2' ? `socket cgroupv2 level ${level ?? 0}` : `socket ${key}`
  return loadOf(row, { json: { socket: { key } }, text, source: 'socket', key })
}
