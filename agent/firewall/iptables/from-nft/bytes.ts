import { ipv4, ipv6 } from '../../../../collectors/wire/addresses.ts'
import { hardwareAddress } from '../../../../collectors/wire/text.ts'
import { foreign } from './foreign.ts'

const viewOf = (hex: string): DataView => {
  const bytes = Buffer.from(hex, 'hex')
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

const codecs = {
  ipv4: { length: 4, codec: ipv4 },
  ipv6: { length: 16, codec: ipv6 },
  hardware: { length: 6, codec: hardwareAddress },
} as const

/** An address of hexadecimal digits: the first bytes of it are enough, the others are 0. */
export const addressOf = (hex: string, kind: keyof typeof codecs): string => {
  const { length, codec } = codecs[kind]
  if (hex.length > 2 * length) return foreign(`it compares ${hex.length / 2} bytes with an address`)
  return codec.decode(viewOf(hex.padEnd(2 * length, '0')), 0, length)
}

/**
 * The mask of an address whose first `length` bytes are compared: iptables loads no more of the packet than a mask of whole
 * bytes needs.
 */
export const addressMask = (mask: string | null, length: number, kind: keyof typeof codecs): string =>
  addressOf(mask ?? 'ff'.repeat(length), kind)

/** A number in network byte order. */
export const bigEndian = (hex: string, bytes: number): number =>
  hex.length === 2 * bytes ? Number.parseInt(hex, 16) : foreign(`it compares ${hex.length / 2} bytes, not ${bytes}`)

/** A 32-bit number in the byte order of the host, which is little-endian. */
export const hostWord = (hex: string): number =>
  hex.length === 8 ? viewOf(hex).getUint32(0, true) : foreign(`it compares ${hex.length / 2} bytes, not 4`)

/** What iptables-nft writes for `! -i +`, which nothing matches: a name that no interface can have. */
const invalidName = 'INVAL/D'

/** The name that is compared, ending in `+` where only its beginning is. */
export const interfaceOf = (hex: string, invert: boolean): { readonly name: string; readonly invert: boolean } => {
  if (hex.length > 32 || hex === '') return foreign('it compares no name of an interface')
  const text = Buffer.from(hex, 'hex').toString('utf8')
  const end = text.indexOf('\0')
  const name = end < 0 ? text : text.slice(0, end)
  if (name === invalidName && !invert) return { name: '+', invert: true }
  // A name of 16 bytes without NUL is no prefix either: there is none that long.
  return { name: end < 0 && hex.length < 32 ? `${name}+` : name, invert }
}
