/** The 32 bits of an IPv4 address, signed. Rules and sets may have very many that nobody meets twice: no table of them is kept. */
export const addressBits = (address: string): number => {
  let number = 0
  let byte = 0
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at)
    if (code === dot) {
      number = (number << 8) | byte
      byte = 0
    } else byte = byte * 10 + code - zero
  }
  return (number << 8) | byte
}
const dot = '.'.charCodeAt(0)
const zero = '0'.charCodeAt(0)
