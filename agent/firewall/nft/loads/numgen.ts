import * as types from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import { loadOf } from './load.ts'

/** A number of a sequence, or a random one. */
export const numgenLoad = (mode: string, modulus: number, offset: number): Load =>
  loadOf([types.integer, 32, 'host'], {
    json: { numgen: { mode, mod: modulus, offset } },
    text: `numgen ${mode} mod ${modulus}${offset === 0 ? '' : ` offset ${offset}`}`,
    source: 'numgen',
  })
