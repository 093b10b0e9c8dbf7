import { isIPv4, isIPv6 } from 'node:net'

/**
 * The bytes of an address (4 or 16) in network byte order.
 * @throws TypeError for what is no address
 */
export const addressBytes = (address: string): Uint8Array => {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number)
  if (isIPv6(address) && !address.includes('%')) return ipv6Bytes(address)
  throw new TypeError(`${address} is no address`)
}

const groupsOf = (half: string): readonly number[] =>
  half === ''
    ? []
    : half.split(':').flatMap((group) => (group.includes('.') ? words(group) : [Number.parseInt(group, 16)]))

/** The last four bytes may be written in decimal. */
const words = (dotted: string): readonly number[] => {
  const [a = 0, b = 0, c = 0, d = 0] = addressBytes(dotted)
  return [a * 256 + b, c * 256 + d]
}

const ipv6Bytes = (address: string): Uint8Array => {
  const [head = '', tail] = address.split('::')
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = new Array<number>(8 - first.length - last.length).fill(0)
  return Uint8Array.from([...first, ...zeros, ...last].flatMap((group) => [group >> 8, group & 0xff]))
}
