import type { CompileMatch } from './match-test.ts'
import { unknownMatch } from './match-test.ts'

/** toupper of the kernel (lib/ctype.c), which knows the letters of Latin-1. */
const upper = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isLower = (byte >= 0x61 && byte <= 0x7a) || (byte >= 0xdf && byte !== 0xf7)
  return isLower ? byte - 0x20 : byte
})

/**
 * string_mt, net/netfilter/xt_string.c, with skb_find_text: the first place from `from` on counts alone, and it must end before `to`.
 */
export const string: CompileMatch<'string'> = ({ from, to, algorithm, pattern, invert, ignoreCase }) => {
  if (algorithm !== 'bm' && algorithm !== 'kmp')
    return unknownMatch(`whether the algorithm ${algorithm} finds the string in the packet`)
  const bytes = Buffer.from(pattern, 'hex')
  const wanted = ignoreCase ? Buffer.from(bytes.map((byte) => upper[byte] ?? byte)) : bytes
  const isIn = (packet: Uint8Array): boolean => {
    if (from >= to || from >= packet.length) return false
    const text = Buffer.from(packet.buffer, packet.byteOffset + from, packet.byteLength - from)
    const searched = ignoreCase ? Buffer.from(text.map((byte) => upper[byte] ?? byte)) : text
    const at = searched.indexOf(wanted)
    return at >= 0 && at + wanted.length <= to - from
  }
  return ({ packet }) => isIn(packet.bytes) !== invert
}
