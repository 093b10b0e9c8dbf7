import type { Infer } from '../../wire/shape.ts'
import type { Family } from './families.ts'
import { hookWord } from './hooks.ts'
import type { chain } from './messages/chain.ts'
import type { flowtable } from './messages/flowtable.ts'
import type { set } from './messages/set.ts'
import type { table } from './messages/table.ts'
import { shownName } from './names.ts'
import type { ObjectAnswer } from './object-answer.ts'
import type { NftChain, NftElement, NftFlowtable, NftObject, NftRule, NftSet, NftTable } from './record.ts'

type ChainAnswer = Infer<typeof chain>

export const chainOf = (family: Family, answer: ChainAnswer, rules: readonly NftRule[]): NftChain => ({
  name: shownName(answer.name ?? ''),
  handle: answer.handle ?? 0,
  flags: answer.flags ?? [],
  base: baseOf(family, answer),
  ...answer.userdata,
  rules,
  ...(answer.unknown && { unknown: answer.unknown }),
})

const baseOf = (family: Family, { hook, type = '', policy = '', counters }: ChainAnswer): NftChain['base'] => {
  if (hook === undefined) return null
  const { number = 0, priority = 0, device, devices = [] } = hook
  return {
    hook: hookWord(family, number),
    priority,
    type,
    policy,
    // One device is told both ways.
    devices: devices.length === 0 && device !== undefined ? [device] : devices,
    ...(counters && { packets: counters.packets ?? 0, bytes: counters.bytes ?? 0 }),
  }
}

/** Fields that come with the envelope, or in another form. */
const setRecord = (answer: Infer<typeof set>): Omit<NftSet, 'elements'> => {
  const { family: _family, version: _version, resourceId: _generation, table: _table, ...own } = answer
  const { name = '', handle = 0, flags = [], keyType = 0, keyLength = 0, description, ...rest } = own
  const { userdata, expression, expressions, unknown, ...plain } = rest
  const all = expression === undefined ? expressions : [expression]
  return {
    name: shownName(name),
    handle,
    flags,
    keyType,
    keyLength,
    ...plain,
    ...(description?.size !== undefined && { size: description.size }),
    ...(description?.fields && { fieldLengths: description.fields.map(({ length = 0 }) => length) }),
    ...userdata,
    ...(all && { expressions: all }),
    ...(unknown && { unknown }),
  }
}

export const setOf = (answer: Infer<typeof set>, elements: readonly NftElement[]): NftSet => ({
  ...setRecord(answer),
  elements,
})

export const objectOf = (answer: ObjectAnswer): NftObject => ({
  name: shownName(answer.name ?? ''),
  handle: answer.handle ?? 0,
  data: answer.content,
  ...answer.userdata,
  ...(answer.unknown && { unknown: answer.unknown }),
})

export const flowtableOf = (family: Family, answer: Infer<typeof flowtable>): NftFlowtable => ({
  name: shownName(answer.name ?? ''),
  handle: answer.handle ?? 0,
  flags: answer.flags ?? [],
  hook: hookWord(family, answer.hook?.number ?? 0),
  priority: answer.hook?.priority ?? 0,
  devices: answer.hook?.devices ?? [],
  ...(answer.unknown && { unknown: answer.unknown }),
})

type Contents = Pick<NftTable, 'family' | 'generation' | 'chains' | 'sets' | 'objects' | 'flowtables'>

export const tableOf = (answer: Infer<typeof table>, { family, generation, ...contents }: Contents): NftTable => ({
  family,
  name: shownName(answer.name ?? ''),
  handle: answer.handle ?? 0,
  flags: answer.flags ?? [],
  ...(answer.owner !== undefined && { owner: answer.owner }),
  ...answer.userdata,
  generation,
  ...contents,
  ...(answer.unknown && { unknown: answer.unknown }),
})
