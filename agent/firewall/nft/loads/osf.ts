import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { loadOf } from './load.ts'

const strictness: readonly (string | undefined)[] = [undefined, 'loose', 'skip']

/** The sender's operating system. @param ttl 0 strict, 1 loose, 2 skip */
export const osfLoad = (ttl: number | undefined, flags: readonly string[]): Load => {
  const key = flags.includes('version') ? 'version' : 'name'
  const how = strictness[ttl ?? 0]
  const json = { osf: how === undefined ? { key } : { key, ttl: how } }
  const text = how === undefined ? `osf ${key}` : `osf ttl ${how} ${key}`
  return loadOf([types.string, 128], { json, text, source: 'osf' })
}
