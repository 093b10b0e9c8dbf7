import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { chars, hex } from '../../../wire/text.ts'
import { spanMemo } from '../../span-memo.ts'
import type { Named, OtherUse, Vocabulary } from '../extensions.ts'
import { matchVocabulary } from '../matches/index.ts'
import { targetVocabulary } from '../targets/index.ts'
import { type LegacyFamily, layouts } from './layout.ts'
import { extensionHead } from './outline.ts'

/** u.user.name of struct xt_entry_match and struct xt_entry_target; behind it one byte of revision */
const name = chars(29)
const families = Object.keys(layouts) as LegacyFamily[]

/** How many bytes the extension at `at` takes, its head included. @throws DecodeError */
export const extensionSize = (view: DataView, at: number, end: number): number => {
  const size = end - at < extensionHead ? 0 : view.getUint16(at, littleEndian)
  if (size < extensionHead || size % 8 !== 0 || at + size > end)
    throw new DecodeError(`an extension of ${size} bytes where ${end - at} are left`, at)
  return size
}

const namedAt = (view: DataView, at: number, family: LegacyFamily): Named => ({
  family,
  name: name.decode(view, at + 2, name.size),
  revision: view.getUint8(at + 31),
})

/** An extension with its head, which says its name and revision. */
export type ReadExtension<U> = (view: DataView, at: number, size: number, family: LegacyFamily) => U

const readerOf = <U>({ decode }: Vocabulary<U>): ReadExtension<U> => {
  const read = spanMemo<U>((view, at, size, family) =>
    decode(namedAt(view, at, families[family] ?? 'ipv4'), view, at + extensionHead, size - extensionHead),
  )
  return (view, at, size, family) => read(view, at, size, families.indexOf(family))
}

/** They repeat within a ruleset, and from one namespace to the next: the same bytes are decoded once. */
export const readMatch = readerOf(matchVocabulary)
export const readTarget = readerOf(targetVocabulary)

/** One whose struct makes no sense is kept as one that is not known: its rule must not look wider than it is. */
export const unreadable = (view: DataView, at: number, size: number, family: LegacyFamily): OtherUse => {
  const named = namedAt(view, at, family)
  const bytes = hex.decode(view, at + extensionHead, size - extensionHead)
  return { kind: 'other', name: named.name, revision: named.revision, bytes }
}
