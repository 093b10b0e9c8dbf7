import type { FixedCodec } from '../../../wire/codec.ts'
import { text } from '../../../wire/shape.ts'
import { chars } from '../../../wire/text.ts'

/** IFNAMSIZ, linux/if.h */
const size = 16
const name = chars(size)

/**
 * An interface's name (char[IFNAMSIZ]) whose mask (unsigned char[IFNAMSIZ]) lies so many bytes behind it: the bytes that
 * are compared. A name whose last compared byte is no NUL stands for all that begin so, and ends in `+` here. Empty: any.
 */
export const interfacePattern = (maskOffset: number): FixedCodec<string> => ({
  json: text.json,
  size,
  decode: (view, at) => {
    let compared = 0
    while (compared < size && view.getUint8(at + maskOffset + compared) !== 0) compared++
    if (compared === 0) return ''
    const open = compared < size && view.getUint8(at + compared - 1) !== 0
    return name.decode(view, at, compared) + (open ? '+' : '')
  },
})
