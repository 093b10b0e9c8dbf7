import type { Scalar } from './data-types.ts'

const ipv4Text = (number: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 0xffn).join('.')

/** RFC 5952: the longest run of zeroes (two at least, the first of several) is left out. IPv4-mapped addresses end in dots, as inet_ntop has them. */
const ipv6Text = (number: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, at) => Number((number >> BigInt(112 - 16 * at)) & 0xffffn))
  let [start, length] = [-1, 1]
  for (let at = 0; at < 8; at++) {
    let end = at
    while (end < 8 && groups[end] === 0) end++
    if (end - at > length) [start, length] = [at, end - at]
    if (end > at) at = end
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  // glibc: ::a.b.c.d and ::ffff:a.b.c.d.
  if (start === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff)))
    return `::${length === 5 ? 'ffff:' : ''}${ipv4Text(number & 0xffffffffn)}`
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

/** An IPv4 or IPv6 address, by its length. */
export const addressText = ({ number, bits }: Scalar): string => (bits <= 32 ? ipv4Text(number) : ipv6Text(number))

export const hardwareAddressText = ({ number, bits }: Scalar): string =>
  number
    .toString(16)
    .padStart(bits / 4, '0')
    .replaceAll(/(..)(?!$)/g, '$1:')
