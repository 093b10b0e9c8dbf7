import { eachAttribute } from '../../wire/attributes.ts'
import { littleEndian } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { nfgenmsg } from '../nfnetlink.ts'
import { type Answer, readAs } from './answer.ts'
import { flatHex } from './flat-hex.ts'
import { element, elements as message } from './messages/element.ts'
import type { NftElement } from './record.ts'

/** Some elements of a set. */
export interface ElementsAnswer extends Answer {
  readonly elements: readonly NftElement[]
}

/** linux/netfilter/nf_tables.h; the types without their flags */
const NFTA_SET_ELEM_LIST_ELEMENTS = 3
const NFTA_SET_ELEM_KEY = 1
const NFTA_DATA_VALUE = 1
const typeMask = 0x3fff

/** NFT_MSG_GETSETELEM */
export const elementsAnswer = readAs<ElementsAnswer>(message, (target, view, at, length) => {
  const { family, resourceId } = nfgenmsg.decode(view, at, length)
  const elements: NftElement[] = []
  try {
    eachAttribute(view, { at: at + nfgenmsg.size, length: length - nfgenmsg.size }, (type, start, size) => {
      if (type === NFTA_SET_ELEM_LIST_ELEMENTS)
        eachAttribute(view, { at: start, length: size }, (_type, from, bytes) => {
          elements.push(elementAt(view, from, bytes))
        })
    })
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`element ${elements.length + 1}`).within(message.name) : error
  }
  target['family'] = family
  target['resourceId'] = resourceId
  target['elements'] = elements
})

const elementAt = (view: DataView, at: number, length: number): NftElement =>
  isKeyAlone(view, at, length) ? { key: keyAlone(view, at) } : wholeElement(view, at, length)

/** `{ NFTA_SET_ELEM_KEY: { NFTA_DATA_VALUE: bytes } }` and nothing else, which is what most elements are. */
const isKeyAlone = (view: DataView, at: number, length: number): boolean =>
  length >= 12 &&
  isAttribute(view, at, NFTA_SET_ELEM_KEY) &&
  isAttribute(view, at + 4, NFTA_DATA_VALUE) &&
  view.getUint16(at, littleEndian) === length &&
  ((view.getUint16(at + 4, littleEndian) + 3) & ~3) === length - 4

const isAttribute = (view: DataView, at: number, type: number): boolean =>
  (view.getUint16(at + 2, littleEndian) & typeMask) === type

const keyAlone = (view: DataView, at: number): string =>
  flatHex.decode(view, at + 8, view.getUint16(at + 4, littleEndian) - 4)

const wholeElement = (view: DataView, at: number, length: number): NftElement => {
  const { flags = [], userdata, expression, ...rest } = element.decode(view, at, length)
  return {
    ...rest,
    ...(flags.includes('interval-end') && { intervalEnd: true }),
    ...(flags.includes('catchall') && { catchall: true }),
    ...(expression && { expressions: [expression] }),
    ...userdata,
  }
}
