import type { NftElement, NftSet } from '../../../../../collectors/netfilter/nftables/record.ts'
import { decideAmong } from '../../decide.ts'
import { contextOf, type Machine } from '../machine.ts'
import { taintOf } from '../registers.ts'
import { indexOf } from './element-index.ts'
import { findElement } from './find-element.ts'

/** The element for a key in registers. Where the key is not known, the trial says which of those that may be found. */
export const chooseElement = (machine: Machine, set: NftSet, at: number): NftElement | undefined => {
  const { registers } = machine
  const taint = taintOf(registers, at, set.keyLength)
  if (taint === null) return findElement(machine, set, registers.bytes, at)
  const possible = taint.values?.map((value) => findElement(machine, set, value, 0)) ?? anyOf(set)
  const elements = [...distinct(possible).values()]
  if (elements.length <= 1) return elements[0]
  const answers = elements.map((element) =>
    element === undefined ? `has none in ${set.name}` : `is ${element.key ?? 'any other'} in ${set.name}`,
  )
  return elements[decideAmong(contextOf(machine), () => taint.unknown, answers)]
}

/** Any of them, and none where nothing catches the rest. */
const anyOf = (set: NftSet): readonly (NftElement | undefined)[] => [
  ...set.elements.filter(({ intervalEnd }) => intervalEnd !== true),
  indexOf(set).catchall,
]

/** Elements that have the same for a packet: one of each is enough. */
const distinct = (elements: readonly (NftElement | undefined)[]): ReadonlyMap<unknown, NftElement | undefined> =>
  new Map(
    elements.map((element): readonly [unknown, NftElement | undefined] => {
      if (element === undefined) return ['none', element]
      const isPlain = element.expressions === undefined || element.expressions.length === 0
      return [isPlain ? JSON.stringify([element.data, element.object]) : element, element]
    }),
  )
