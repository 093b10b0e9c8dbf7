/** An Ethernet address, and its mask where that has not all bits. */
export const macText = (address: string, mask: string): string =>
  mask === 'ff:ff:ff:ff:ff:ff' ? address : `${address}/${mask}`
