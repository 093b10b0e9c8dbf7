import { be16, ip4, join, u8, u16 } from '../../captures/parts.ts'

/** An attribute, padded. */
export const attribute = (type: number, ...payload: readonly Uint8Array[]): Uint8Array => {
  const bytes = join(...payload)
  return join(u16(4 + bytes.length), u16(type), bytes, new Uint8Array((4 - (bytes.length % 4)) % 4))
}

/** An attribute that has others inside: NLA_F_NESTED. */
export const nest = (type: number, ...inner: readonly Uint8Array[]): Uint8Array => attribute(type | 0x8000, ...inner)

/** CTA_TUPLE_IP */
export const ipv4 = (source: string, destination: string): Uint8Array =>
  nest(1, attribute(1, ip4(source)), attribute(2, ip4(destination)))

/** CTA_TUPLE_PROTO */
export const ports = (protocol: number, source: number, destination: number): Uint8Array =>
  nest(2, attribute(1, u8(protocol)), attribute(2, be16(source)), attribute(3, be16(destination)))
