import { expectLength, type FixedCodec } from '../../../wire/codec.ts'
import { integer, list } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const bitmapSize = 32

/** The numbers of the bits that are set in eight 32-bit words. In little-endian words they lie as in 32 bytes. */
const bitmap: FixedCodec<readonly number[]> = {
  json: list(integer).json,
  size: bitmapSize,
  decode: (view, at, length) => {
    expectLength(length, bitmapSize, at)
    const numbers: number[] = []
    for (let number = 0; number < 8 * bitmapSize; number++)
      if ((view.getUint8(at + (number >> 3)) & (1 << (number & 7))) !== 0) numbers.push(number)
    return numbers
  },
}

const info = struct(
  { name: 'xt_tcpoptstrip_target_info', header: 'linux/netfilter/xt_TCPOPTSTRIP.h', size: bitmapSize },
  /** TCPOPT_*. */
  { options: [0, bitmap, 'strip_bmap'] },
)

/** `-j TCPOPTSTRIP`: blanks options of TCP. */
export const tcpoptstrip = extension({
  name: 'TCPOPTSTRIP',
  revisions: { 0: info },
  save: ({ options }) => (options.length === 0 ? [] : ['--strip-options', options.join(',')]),
})
