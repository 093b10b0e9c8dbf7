import type { Operation } from '../machine.ts'
import { calculation } from './calculation.ts'
import type { ExpressionOf } from './kinds.ts'

/** Turns numbers of 2, 4 or 8 bytes round (nft_byteorder_eval, net/netfilter/nft_byteorder.c). Hosts are little-endian here. */
export const byteorder = ({ sreg, dreg, length = 4, size = 4 }: ExpressionOf<'byteorder'>): Operation => {
  const whole = Math.floor(length / size) * size
  return calculation({ sreg, dreg, length }, (words) => {
    const bytes = new Uint8Array(words.slice().buffer)
    for (let at = 0; at < whole; at += size) bytes.subarray(at, at + size).reverse()
    return new Uint32Array(bytes.buffer)
  })
}
