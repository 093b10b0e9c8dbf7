const hexadecimal = (value: number): string => `0x${value.toString(16)}`

/** A mark and its mask as iptables-save writes them; without the mask when it covers all bits. */
export const markText = (mark: number, mask: number): string =>
  mask === 0xffffffff ? hexadecimal(mark) : `${hexadecimal(mark)}/${hexadecimal(mask)}`
