import {
  attributeAfter,
  attributeHeaderSize,
  attributeLength,
  attributes,
  attributeType,
  ignored,
} from '../../../wire/attributes.ts'
import { type Count, count, type Infer, record } from '../../../wire/shape.ts'
import { be64Count } from '../../be64-count.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const counted = record({ packets: count, bytes: count })
export type Counted = Infer<typeof counted>

const rows = { bytes: [1, be64Count, 'BYTES'], packets: [2, be64Count, 'PACKETS'], pad: [3, ignored, 'PAD'] } as const
const data = attributes({ prefix: 'NFTA_COUNTER_', header }, rows)

/** NFTA_EXPR_DATA of a counter. Nearly every rule has one: this is not left to the table. */
export const counterAt = (view: DataView, at: number, length: number): Counted & { readonly kind: 'counter' } => {
  const end = at + length
  let packets: Count = 0
  let bytes: Count = 0
  for (let next = at; next < end; ) {
    const size = attributeLength(view, next, end)
    const type = attributeType(view, next)
    if (type === rows.packets[0])
      packets = be64Count.decode(view, next + attributeHeaderSize, size - attributeHeaderSize)
    else if (type === rows.bytes[0])
      bytes = be64Count.decode(view, next + attributeHeaderSize, size - attributeHeaderSize)
    next = attributeAfter(next, size)
  }
  return { kind: 'counter', packets, bytes }
}

/** Packets, and their bytes, that came to it. */
export const counter = {
  name: 'counter',
  data,
  value: { json: counted.json, decode: counterAt },
} as const satisfies ExpressionKind<unknown>
