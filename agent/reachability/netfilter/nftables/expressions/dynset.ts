import type { NftElement, NftSet } from '../../../../../collectors/netfilter/nftables/record.ts'
import { decideMatch } from '../../decide.ts'
import { contextOf, dropped, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { changesFor, markFresh, type SetChanges } from '../sets/changes.ts'
import { findKeyed } from '../sets/find-element.ts'
import { keyText } from '../sets/keys.ts'
import { partsOf } from '../table-parts.ts'
import { settled } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'
import { runElement } from './stateful.ts'

type Dynset = ExpressionOf<'dynset'>

/** Adds to a set what is in a register, or takes it out (nft_dynset_eval, net/netfilter/nft_dynset.c). */
export const dynset = (expression: Dynset): Operation => {
  const { set: name = '', op, sregKey, flags = [] } = expression
  const from = registerAt(sregKey)
  const isInverted = flags.includes('inv')
  return (machine) => {
    const set = partsOf(machine.table).sets.get(name)
    if (set === undefined) return 'break'
    const key = settled(machine, from, set.keyLength)
    if (key === null) return dropped('program')
    if (op === 'delete') {
      remove(machine, set, key)
      return null
    }
    const element = findKeyed(machine, set, key, 0) ?? add(machine, set, expression, key)
    if (element === null) return isInverted ? null : 'break'
    return runElement(machine, element) && !isInverted ? null : 'break'
  }
}

const remove = (machine: Machine, set: NftSet, key: Uint8Array): void => {
  const changes = changesFor(machine.state.trial, set)
  const text = keyText(key, 0, set.keyLength)
  if (findKeyed(machine, set, key, 0) === undefined) return
  if (!changes.added.delete(text)) changes.removed.add(text)
  changes.dead++
  machine.acted = true
}

/** Null: the set is full. */
const add = (machine: Machine, set: NftSet, expression: Dynset, key: Uint8Array): NftElement | null => {
  const changes = changesFor(machine.state.trial, set)
  if (!hasRoom(machine, set, changes)) return null
  const data = dataOf(machine, set, expression)
  const expressions = expression.expressions ?? set.expressions
  const element: NftElement = {
    key: Buffer.from(key).toString('hex'),
    ...(data !== null && { data }),
    ...(expressions && { expressions }),
  }
  markFresh(element)
  changes.added.set(keyText(key, 0, set.keyLength), element)
  machine.acted = true
  return element
}

/** Elements that time out, or were taken out, make room at the next cleaning (nft_rhash_gc, net/netfilter/nft_set_hash.c). */
const hasRoom = (machine: Machine, set: NftSet, { added, removed, dead }: SetChanges): boolean => {
  const { size = 0, elements, flags, name } = set
  const living = elements.filter(({ key }) => key !== undefined).length + added.size - removed.size
  if (size === 0 || living + dead < size) return true
  if (living >= size && !flags.includes('timeout')) return false
  return decideMatch(contextOf(machine), { unknown: `whether the set ${name} has room again` })
}

const dataOf = (machine: Machine, set: NftSet, { sregData }: Dynset): string | null => {
  if (sregData === undefined) return null
  const data = settled(machine, registerAt(sregData), set.dataLength ?? 0)
  return data === null ? null : Buffer.from(data).toString('hex')
}
