import type { Attributes } from './attributes.ts'
import type { Codec } from './codec.ts'
import type { JsonSchema } from './shape.ts'
import type { Struct } from './struct.ts'

/** A struct, then attributes. Both decode into one flat record. */
export interface Headed<H, B> extends Codec<H & B> {
  readonly header: Struct<H>
  readonly attributes: Attributes<B>
  /** Fills both into an object that the caller has begun. */
  readonly decodeInto: (target: { [name: string]: unknown }, view: DataView, at: number, length: number) => void
}

/** The attributes begin at the next multiple of four bytes after the struct (NLMSG_ALIGN, `linux/netlink.h`). */
export const headed = <H, B>(header: Struct<H>, attributes: Attributes<B>): Headed<H, B> => {
  const bodyAt = (header.size + 3) & ~3
  const decodeInto = (target: { [name: string]: unknown }, view: DataView, at: number, length: number): void => {
    header.decodeInto(target, view, at, length)
    if (length > bodyAt) attributes.decodeInto(target, view, at + bodyAt, length - bodyAt)
  }
  const decode = (view: DataView, at: number, length: number): H & B => {
    const target = {}
    decodeInto(target, view, at, length)
    return target as H & B
  }
  return { header, attributes, json: merged(header.json, attributes.json), decode, decodeInto }
}

const merged = (header: JsonSchema, body: JsonSchema): JsonSchema => ({
  ...header,
  properties: { ...(header['properties'] as object), ...(body['properties'] as object) },
})
