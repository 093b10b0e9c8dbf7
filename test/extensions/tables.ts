import type { BitRows, Bits } from '../../collectors/netfilter/xtables/bits.ts'
import { codecOf, type Extension, type XtFamily } from '../../collectors/netfilter/xtables/extension.ts'
import type { Codec } from '../../collectors/wire/codec.ts'
import type { Struct } from '../../collectors/wire/struct.ts'

type AnyCodec = Codec<unknown>

export const isStruct = (codec: AnyCodec): codec is Struct<unknown> => 'struct' in codec
export const isBits = (codec: AnyCodec): codec is Bits<BitRows> => 'bits' in codec

const families: readonly XtFamily[] = ['ipv4', 'ipv6', 'arp', 'bridge']

/** Each struct of an extension once, with a family that has it. */
export const codecsOf = (
  extension: Extension<unknown>,
): readonly { readonly family: XtFamily; readonly revision: number; readonly codec: AnyCodec }[] => {
  const seen = new Set<AnyCodec>()
  return Object.keys(extension.revisions).flatMap((digits) =>
    families.flatMap((family) => {
      const codec = codecOf(extension, family, Number(digits))
      if (codec === undefined || seen.has(codec)) return []
      seen.add(codec)
      return [{ family, revision: Number(digits), codec }]
    }),
  )
}

/** Every struct and every set of bits that a codec is made of, itself included. */
export const tablesWithin = (codec: AnyCodec): readonly (Struct<unknown> | Bits<BitRows>)[] => {
  if (isBits(codec)) return [codec]
  if (isStruct(codec)) return [codec, ...Object.values(codec.struct.rows).flatMap(([, field]) => tablesWithin(field))]
  return (codec.parts ?? []).flatMap(tablesWithin)
}
