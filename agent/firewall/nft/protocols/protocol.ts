import type { DataType } from '../data-types.ts'
import type { Layer } from '../expression-tree.ts'

/** A field of a header. Offset and length in bits. */
export interface Field {
  readonly name: string
  readonly type: DataType
  readonly offset: number
  readonly bits: number
  /** Its value tells which protocol follows, or what the rest of the header is. */
  readonly tells: boolean
  /** The type of an ICMP message that the field is only in. */
  readonly icmpType: number | null
}

/** A protocol, and its header. */
export interface Protocol {
  readonly name: string
  readonly layer: Layer
  /** Numbered as nft numbers them, from 1 (`typeof` keeps the number). Of several at one place the first that fits counts. */
  readonly fields: readonly Field[]
  /** Bits of the header, for those that others of the same layer are stacked upon. */
  readonly length: number
  /** The protocols that may follow, by the number that says so. */
  readonly upper: (number: number) => Protocol | undefined
}

/** `[name, type, offset, bits]`, and for fields of some messages of ICMP only their type. */
export type FieldRow = readonly [name: string, type: DataType, offset: number, bits: number, icmpType?: number]

/** Declares one. `tells` names the field whose value says what follows. */
export const protocol = (
  name: string,
  layer: Layer,
  rows: readonly FieldRow[],
  more: { readonly tells?: string; readonly length?: number; readonly upper?: Protocol['upper'] } = {},
): Protocol => ({
  name,
  layer,
  length: more.length ?? 0,
  upper: more.upper ?? (() => undefined),
  fields: rows.map(([field, type, offset, bits, icmpType]) => ({
    name: field,
    type,
    offset,
    bits,
    tells: field === more.tells,
    icmpType: icmpType ?? null,
  })),
})
