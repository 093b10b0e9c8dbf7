import { isIP } from 'node:net'

export type IpFamily = 'ip' | 'ip6'

export const familyOf = (address: string): IpFamily => (address.includes(':') ? 'ip6' : 'ip')

/** Addresses from the first to the last one. */
interface Span {
  readonly family: IpFamily
  readonly first: bigint
  readonly last: bigint
}

const bitsOf = { ip: 32, ip6: 128 } as const

const ipv4Number = (address: string): bigint =>
  BigInt(address.split('.').reduce((number, part) => number * 256 + Number(part), 0))

/** RFC 4291, section 2.2; the last four bytes may be written as of IPv4. */
const ipv6Number = (address: string): bigint => {
  const plain = address.replace(/[0-9.]+\.[0-9]+$/, (tail) => {
    const number = ipv4Number(tail)
    return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'))
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n)
}

/** The number of an address without zone; null for anything else. */
const parsed = (address: string): bigint | null => {
  const version = isIP(address)
  if (version === 0 || address.includes('%')) return null
  return version === 4 ? ipv4Number(address) : ipv6Number(address)
}

const numbers = new Map<string, bigint>()
/** Addresses of a few hosts. */
const mostNumbers = 50_000

/** The number of an address without zone. Throws for anything else: records have nothing else where an address belongs. */
export const numberOf = (address: string): bigint => {
  const known = numbers.get(address)
  if (known !== undefined) return known
  const number = parsed(address)
  if (number === null) throw new Error(`${JSON.stringify(address)} is no address.`)
  if (numbers.size >= mostNumbers) numbers.clear()
  numbers.set(address, number)
  return number
}

/** `10.0.0.0/8` or an address; null for what is neither, such as a mask with holes. */
const spanOf = (prefix: string): Span | null => {
  const [address = '', length] = prefix.split('/')
  const family = familyOf(address)
  const number = parsed(address)
  const bits = length === undefined ? bitsOf[family] : Number(length)
  if (number === null || !Number.isInteger(bits) || bits < 0 || bits > bitsOf[family]) return null
  const size = 1n << BigInt(bitsOf[family] - bits)
  const first = number - (number % size)
  return { family, first, last: first + size - 1n }
}

const spans = new Map<string, Span | null>()
/** Rules of many containers name as many addresses; those of the last namespaces are enough. */
const mostSpans = 10_000

const knownSpan = (prefix: string): Span | null => {
  const known = spans.get(prefix)
  if (known !== undefined) return known
  const span = spanOf(prefix)
  if (spans.size >= mostSpans) spans.clear()
  spans.set(prefix, span)
  return span
}

/** Whether all, some or none of the addresses of `part` are in `whole`; null when one of them is no prefix. */
export const overlap = (whole: string, part: string): 'all' | 'some' | 'none' | null => {
  const [outer, inner] = [knownSpan(whole), knownSpan(part)]
  if (outer === null || inner === null) return null
  if (outer.family !== inner.family || outer.last < inner.first || inner.last < outer.first) return 'none'
  return outer.first <= inner.first && inner.last <= outer.last ? 'all' : 'some'
}

/** Whether the address is in the prefix. */
export const isWithin = (prefix: string, address: string): boolean => overlap(prefix, address) === 'all'

/** The only address of a prefix that has no other; null for the others. */
export const soleAddress = (prefix: string): string | null => {
  const span = knownSpan(prefix)
  return span !== null && span.first === span.last ? prefix.replace(/\/.*$/, '') : null
}

export const isLoopback = (address: string): boolean => address === '::1' || /^(::ffff:)?127\./.test(address)

export const isWildcard = (address: string): boolean => address === '0.0.0.0' || address === '::'

/** `10.0.0.1:80`, `[2001:db8::1]:80`. */
export const withPort = (address: string, port: number): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}`
