import type { NftSet } from '../../../collectors/netfilter/nftables/record.ts'
import { dataTypesOf } from './data-types.ts'
import type { Element } from './expression-tree.ts'
import { elementsOf, keyKinds, verdictType } from './set-elements.ts'
import { typeofDeclared } from './typeof.ts'

/** What a set is declared as. */
interface SetDeclaration {
  readonly kind: 'set' | 'map' | 'meter'
  /** Names of types. */
  readonly types: readonly string[]
  /** What the values of a map are; null for a set. */
  readonly data: string | null
  /** `type ipv4_addr` or `typeof ip saddr`, with what a map holds. */
  readonly text: string
  readonly elements: readonly Element[]
}

const typeNames = (number: number): readonly string[] =>
  dataTypesOf(number)?.map(({ name }) => name) ?? [`0x${(number >>> 0).toString(16)}`]

const dataName = ({ dataType, objectType }: NftSet): string | null => {
  if (dataType === undefined) return objectType ?? null
  return dataType >>> 0 === verdictType ? 'verdict' : typeNames(dataType).join(' . ')
}

/** What nft prints at the head of a set, and the elements in its order. */
export const declarationOf = (set: NftSet): SetDeclaration => {
  const isMap = set.flags.includes('map') || set.flags.includes('object')
  const isMeter = set.flags.includes('anonymous') && set.flags.includes('eval')
  const types = typeNames(set.keyType)
  const declared = set.keyTypeof === undefined ? null : typeofDeclared(set.keyTypeof)
  const data = isMap ? dataName(set) : null
  const ofData = declared === null || set.dataTypeof === undefined ? null : typeofDeclared(set.dataTypeof)
  const key = declared === null ? `type ${types.join(' . ')}` : `typeof ${declared.text}`
  const interval = set.dataInterval === true ? 'interval ' : ''
  const kinds = declared?.kinds ?? keyKinds(set)
  return {
    kind: isMeter ? 'meter' : isMap ? 'map' : 'set',
    types,
    data,
    text: data === null ? key : `${key} : ${interval}${ofData?.text ?? data}`,
    elements: elementsOf(set, { kinds, shift: 0 }),
  }
}
