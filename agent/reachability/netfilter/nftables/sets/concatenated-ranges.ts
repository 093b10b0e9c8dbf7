import type { NftElement } from '../../../../../collectors/netfilter/nftables/record.ts'
import { compareBytes, hexBytes } from '../bytes.ts'
import { type Find, keyText } from './keys.ts'

interface Field {
  readonly at: number
  readonly length: number
}

interface Range {
  readonly first: Uint8Array
  readonly last: Uint8Array
  readonly element: NftElement
}

/** Fields of a concatenated key begin at whole registers. */
const fieldsOf = (lengths: readonly number[]): readonly Field[] => {
  const fields: Field[] = []
  let at = 0
  for (const length of lengths) {
    fields.push({ at, length })
    at += (length + 3) & ~3
  }
  return fields
}

/**
 * A set of concatenated keys with ranges: every field has to be in its own (net/netfilter/nft_set_pipapo.c). Keys without ranges
 * are found at once, the others one by one.
 */
export const concatenatedRanges = (elements: readonly NftElement[], fieldLengths: readonly number[]): Find => {
  const fields = fieldsOf(fieldLengths)
  const last = fields.at(-1)
  const length = last === undefined ? 0 : (last.at + last.length + 3) & ~3
  const exact = new Map<string, NftElement>()
  const ranges: Range[] = []
  for (const element of elements) {
    const first = hexBytes(element.key ?? '')
    if (element.keyEnd === undefined || element.keyEnd === element.key) exact.set(keyText(first, 0, length), element)
    else ranges.push({ first, last: hexBytes(element.keyEnd), element })
  }
  return (bytes, at) => {
    const found = exact.size === 0 ? undefined : exact.get(keyText(bytes, at, length))
    return found ?? ranges.find((range) => fields.every((field) => isWithin(bytes, at, field, range)))?.element
  }
}

/** @param key where the key begins */
const isWithin = (bytes: Uint8Array, key: number, { at, length }: Field, { first, last }: Range): boolean =>
  compareBytes(bytes, key + at, first, at, length) >= 0 && compareBytes(bytes, key + at, last, at, length) <= 0
