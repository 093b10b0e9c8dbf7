/** The 16-bit groups of an address in the text form of `ipv4` or `ipv6` (collectors/wire/addresses.ts). */
const groupsOf = (address: string): readonly number[] => {
  const hexadecimal = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [before = '', after] = hexadecimal.split('::')
  const parse = (groups: string): readonly number[] =>
    groups === '' ? [] : groups.split(':').map((group) => Number.parseInt(group, 16))
  if (after === undefined) return parse(before)
  const [first, last] = [parse(before), parse(after)]
  return [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last]
}

/** An address mask as 32 or 128 digits 0 and 1. */
export const maskBits = (mask: string): string =>
  groupsOf(mask)
    .map((group) => group.toString(2).padStart(16, '0'))
    .join('')

/** How many bits an address mask has set, all from the left; null when there is a hole. */
export const prefixLength = (mask: string): number | null => {
  const bits = maskBits(mask)
  const length = bits.indexOf('0')
  if (length < 0) return bits.length
  return bits.includes('1', length) ? null : length
}

/** What follows an address: nothing for all bits, `/24`, or the mask itself where it has a hole. */
export const maskText = (mask: string): string => {
  const length = prefixLength(mask)
  if (length === null) return `/${mask}`
  return length === (mask.includes(':') ? 128 : 32) ? '' : `/${length}`
}
