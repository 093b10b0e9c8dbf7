import { type Codec, expectLength, type FixedCodec } from './codec.ts'
import { DecodeError } from './error.ts'
import { text } from './shape.ts'

const ipv4At = (view: DataView, at: number): string =>
  `${view.getUint8(at)}.${view.getUint8(at + 1)}.${view.getUint8(at + 2)}.${view.getUint8(at + 3)}`

/**
 * RFC 5952: lower case, the longest run of zero groups (two or more, the first of equals) as `::`. Like inet_ntop, and so `ip`, it
 * writes the last four bytes of `::/96` in decimal.
 */
const ipv6At = (view: DataView, at: number): string => {
  if (isV4Mapped(view, at)) return `::ffff:${ipv4At(view, at + 12)}`
  const zeros = longestZeroRun(view, at)
  if (zeros.start === 0 && zeros.length === 6) return `::${ipv4At(view, at + 12)}`
  let groups = ''
  for (let i = 0; i < 8; ) {
    if (i === zeros.start && zeros.length >= 2) {
      groups += i === 0 ? '::' : ':'
      i += zeros.length
    } else {
      groups += view.getUint16(at + 2 * i).toString(16)
      i++
      if (i < 8) groups += ':'
    }
  }
  return groups
}

const isV4Mapped = (view: DataView, at: number): boolean =>
  view.getUint32(at) === 0 && view.getUint32(at + 4) === 0 && view.getUint32(at + 8) === 0xffff

const longestZeroRun = (view: DataView, at: number): { start: number; length: number } => {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < 8; start++) {
    let length = 0
    while (start + length < 8 && view.getUint16(at + 2 * (start + length)) === 0) length++
    if (length > best.length) best = { start, length }
    start += length
  }
  return best
}

/** An IPv4 address (4 bytes). */
export const ipv4: FixedCodec<string> = {
  json: text.json,
  size: 4,
  decode: (view, at, length) => {
    expectLength(length, 4, at)
    return ipv4At(view, at)
  },
}

/** An IPv6 address (16 bytes), as inet_ntop writes it. */
export const ipv6: FixedCodec<string> = {
  json: text.json,
  size: 16,
  decode: (view, at, length) => {
    expectLength(length, 16, at)
    return ipv6At(view, at)
  },
}

/** An address whose length tells its family. */
export const ip: Codec<string> = {
  json: text.json,
  decode: (view, at, length) => {
    if (length === 4) return ipv4At(view, at)
    if (length === 16) return ipv6At(view, at)
    throw new DecodeError(`expected an address of 4 or 16 bytes, got ${length}`, at)
  },
}
