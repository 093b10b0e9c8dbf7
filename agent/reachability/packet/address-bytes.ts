import { addressBytes } from '../../../collectors/netfilter/conntrack/address-bytes.ts'
import { ipv6 } from '../../../collectors/wire/addresses.ts'

/** Addresses of a few hosts; a walk meets a handful of them. */
const mostKnown = 20_000

const numbers = new Map<string, number>()
const texts = new Map<number, string>()

const dot = '.'.charCodeAt(0)
const zero = '0'.charCodeAt(0)

/**
 * The 32 bits of an IPv4 address, signed. Text is as the collectors write it. Rules and sets may have very many that nobody meets twice:
 * no table of them is kept.
 */
export const ipv4Bits = (address: string): number => {
  let bits = 0
  let byte = 0
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at)
    if (code === dot) {
      bits = (bits << 8) | byte
      byte = 0
    } else byte = byte * 10 + code - zero
  }
  return (bits << 8) | byte
}

/** The same, unsigned: of the addresses that a walk meets again and again. */
export const ipv4Number = (address: string): number => {
  const known = numbers.get(address)
  if (known !== undefined) return known
  const number = ipv4Bits(address) >>> 0
  if (numbers.size >= mostKnown) numbers.clear()
  numbers.set(address, number)
  return number
}

/** An IPv4 address of its 32 bits. */
export const ipv4Text = (number: number): string => {
  const known = texts.get(number)
  if (known !== undefined) return known
  const text = `${number >>> 24}.${(number >>> 16) & 0xff}.${(number >>> 8) & 0xff}.${number & 0xff}`
  if (texts.size >= mostKnown) texts.clear()
  texts.set(number, text)
  return text
}

/** Four bytes in network order. */
export const read32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0

/** Two bytes in network order. */
export const read16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

export const write16 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value >>> 8
  bytes[at + 1] = value
}

export const write32 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

interface Known {
  readonly words: readonly [number, number, number, number]
  readonly text: string
}
/** By the last four bytes. */
const ipv6Texts = new Map<number, Known[]>()

const ipv6Text = (bytes: Uint8Array, at: number): string => {
  const [a, b, c, d] = [read32(bytes, at), read32(bytes, at + 4), read32(bytes, at + 8), read32(bytes, at + 12)]
  const alike = ipv6Texts.get(d) ?? []
  for (const { words, text } of alike) if (words[0] === a && words[1] === b && words[2] === c) return text
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = ipv6.decode(view, at, 16)
  if (ipv6Texts.size >= mostKnown) ipv6Texts.clear()
  ipv6Texts.set(d, [...alike, { words: [a, b, c, d], text }])
  return text
}

/** The address that begins there, as the collectors write it. */
export const addressAt = (bytes: Uint8Array, at: number, family: 'ipv4' | 'ipv6'): string =>
  family === 'ipv4' ? ipv4Text(read32(bytes, at)) : ipv6Text(bytes, at)

const ipv6Bytes = new Map<string, Uint8Array>()

/** The bytes of an address of either family, in network order. They are shared: nobody changes them. */
export const bytesOfAddress = (address: string): Uint8Array => {
  const known = ipv6Bytes.get(address)
  if (known !== undefined) return known
  const bytes = addressBytes(address)
  if (ipv6Bytes.size >= mostKnown) ipv6Bytes.clear()
  ipv6Bytes.set(address, bytes)
  return bytes
}

const hardwareBytes = new Map<string, Uint8Array>()

/** The bytes of a hardware address, `02:42:ac:11:00:02`. They are shared: nobody changes them. */
export const macBytes = (mac: string): Uint8Array => {
  const known = hardwareBytes.get(mac)
  if (known !== undefined) return known
  const bytes = Uint8Array.from(mac.split(':'), (byte) => Number.parseInt(byte, 16))
  if (hardwareBytes.size >= mostKnown) hardwareBytes.clear()
  hardwareBytes.set(mac, bytes)
  return bytes
}

const hardwareTexts = new Map<number, string>()

/** The hardware address that begins there. */
export const macAt = (bytes: Uint8Array, at: number): string => {
  // Six bytes fit into a number exactly.
  const number = read32(bytes, at) * 0x10000 + read16(bytes, at + 4)
  const known = hardwareTexts.get(number)
  if (known !== undefined) return known
  const text = Array.from(bytes.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':')
  if (hardwareTexts.size >= mostKnown) hardwareTexts.clear()
  hardwareTexts.set(number, text)
  return text
}
