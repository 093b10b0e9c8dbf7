import { linkInfo, linkKinds } from '../../collectors/netlink/link-kinds/index.ts'
import type { Attributes, Repeated } from '../../collectors/wire/attributes.ts'
import type { Codec } from '../../collectors/wire/codec.ts'
import type { Headed } from '../../collectors/wire/headed.ts'
import type { Struct } from '../../collectors/wire/struct.ts'
import type { WordRows, Words } from '../../collectors/wire/words.ts'

/** A table that describes bytes; a struct followed by attributes is two. */
export type Table = Struct<unknown> | Attributes<unknown> | Words<WordRows>

type AnyCodec = Codec<unknown>

export const isHeaded = (codec: AnyCodec): codec is Headed<unknown, unknown> => 'header' in codec
export const isStruct = (codec: AnyCodec): codec is Struct<unknown> => 'struct' in codec
export const isWords = (codec: AnyCodec): codec is Words<WordRows> => 'words' in codec
export const isRepeated = (codec: AnyCodec): codec is Repeated<unknown> => 'repeated' in codec
export const isAttributes = (codec: AnyCodec): codec is Attributes<unknown> => 'attributes' in codec && !isHeaded(codec)

/** Every table and every repeated attribute that a codec can reach, itself included. */
export const codecsWithin = (root: AnyCodec): ReadonlySet<AnyCodec> => {
  const found = new Set<AnyCodec>()
  const visit = (codec: AnyCodec): void => {
    if (found.has(codec)) return
    found.add(codec)
    for (const inner of innerOf(codec)) visit(inner)
  }
  visit(root)
  return found
}

const innerOf = (codec: AnyCodec): readonly AnyCodec[] => {
  if (codec === linkInfo) return [...(codec.parts ?? []), ...ofLinkKinds()]
  if (isHeaded(codec)) return [codec.header, codec.attributes]
  if (isStruct(codec)) return Object.values(codec.struct.rows).map(([, field]) => field)
  if (isAttributes(codec)) return Object.values(codec.attributes.rows).map(([, value]) => value)
  if (isRepeated(codec)) return [codec.repeated.codec]
  return codec.parts ?? []
}

const ofLinkKinds = (): readonly AnyCodec[] =>
  Object.values(linkKinds).flatMap((kind) => [
    ...('data' in kind ? [kind.data] : []),
    ...('port' in kind ? [kind.port] : []),
  ])

export const isTable = (codec: AnyCodec): codec is Table => isStruct(codec) || isAttributes(codec) || isWords(codec)

/** What a failing test calls a table. */
export const nameOf = (table: Table): string => {
  if (isStruct(table)) return `struct ${table.struct.name}`
  return `${(isWords(table) ? table.words : table.attributes).prefix}*`
}

export const rowsOf = (table: Table): readonly string[] => {
  if (isStruct(table)) return Object.keys(table.struct.rows)
  return Object.keys((isWords(table) ? table.words : table.attributes).rows)
}
