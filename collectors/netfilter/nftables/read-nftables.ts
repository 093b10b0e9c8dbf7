import { KernelError } from '../../linux/errno.ts'
import type { Dump, NetlinkConnection, Question } from '../../netlink/connection.ts'
import type { Message } from '../../netlink/message.ts'
import { DecodeError } from '../../wire/error.ts'
import type { Infer } from '../../wire/shape.ts'
import { nfgenmsgBytes } from '../nfnetlink.ts'
import type { Answer } from './answer.ts'
import { askGeneration } from './ask-generation.ts'
import { elementsAnswer } from './element-answer.ts'
import { familyOf } from './families.ts'
import { chain } from './messages/chain.ts'
import { flowtable } from './messages/flowtable.ts'
import { set } from './messages/set.ts'
import { table } from './messages/table.ts'
import { nameBytes } from './names.ts'
import { objectAnswer } from './object-answer.ts'
import type { NftElement, NftRule, NftTable } from './record.ts'
import { type RuleAnswer, ruleAnswer } from './rule-answer.ts'
import { chainOf, flowtableOf, objectOf, setOf, tableOf } from './table-parts.ts'
import { withoutRepeats } from './without-repeats.ts'

/** The ruleset of a namespace. */
export interface Nftables {
  /** Of the ruleset when its reading began. */
  readonly generation: number
  readonly tables: readonly NftTable[]
  /** It changed during every attempt: things may be missing, or be of different moments. */
  readonly interrupted: boolean
  /** Objects that are missing, because their bytes did not mean anything. */
  readonly malformed: readonly DecodeError[]
}

/** Each attempt may itself ask several times for a part. */
const attempts = 8
/** linux/netfilter/nf_tables.h */
const NFTA_SET_ELEM_LIST_TABLE = 1
const NFTA_SET_ELEM_LIST_SET = 2
/** asm-generic/errno-base.h */
const ENOENT = 2
const EINVAL = 22

/**
 * All of nf_tables in the namespace that the connection (NETLINK_NETFILTER) is in, of one generation. A ruleset that changed
 * meanwhile is read again, then delivered and flagged.
 * @param previous what was read there before: the same object is the answer if no program changed the ruleset since. What
 * packets change by themselves (counters, elements that rules add) is not looked at then: see `readRuleCounters`
 * @throws KernelError: EPERM without CAP_NET_ADMIN, EOPNOTSUPP on a kernel without nf_tables; DecodeError
 */
export const readNftables = (connection: NetlinkConnection, previous?: Nftables): Nftables => {
  let generation = askGeneration(connection)
  if (previous?.generation === generation && !previous.interrupted) return previous
  for (let attempt = 1; ; attempt++) {
    const { interrupted, ...reading } = readOnce(connection, generation)
    const after = askGeneration(connection)
    const changed = interrupted || after !== generation
    if (!changed || attempt === attempts) return { ...reading, interrupted: changed }
    generation = after
  }
}

const readOnce = (connection: NetlinkConnection, generation: number): Nftables => {
  const malformed: DecodeError[] = []
  let interrupted = false
  const all = <T extends Answer>(
    message: Message<T>,
    question: Question = { header: nfgenmsgBytes(0) },
  ): readonly T[] => {
    const dump = connection.dump(message, question)
    if (isTorn(dump, generation)) interrupted = true
    malformed.push(...dump.malformed)
    return dump.records
  }
  const eachOnce = <T extends Named>(message: Message<T>): readonly T[] => {
    const answers = all(message)
    if (hasTwice(answers)) interrupted = true
    return answers
  }
  /** Objects came with Linux 4.10, flowtables with 4.16: before, nobody answers for them. */
  const allOfNewer = <T extends Named>(message: Message<T>): readonly T[] => {
    try {
      return eachOnce(message)
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== EINVAL) throw error
      return []
    }
  }
  const elementsOf = (owner: Infer<typeof set>): readonly NftElement[] => {
    try {
      for (let attempt = 1; ; attempt++) {
        const elements = all(elementsAnswer, elementsQuestion(owner)).flatMap((answer) => answer.elements)
        const distinct = owner.flags?.includes('interval') ? elements : withoutRepeats(elements)
        if (distinct.length === elements.length) return elements
        if (attempt < attempts) continue
        interrupted = true
        return distinct
      }
    } catch (error) {
      if (!(error instanceof KernelError) || error.errno !== ENOENT) throw error
      interrupted = true
      return []
    }
  }

  const tables = eachOnce(table)
  const chains = byTable(eachOnce(chain))
  const sets = byTable(eachOnce(set))
  const objects = byTable(allOfNewer(objectAnswer))
  const flowtables = byTable(allOfNewer(flowtable))
  const rules = byTable(all(ruleAnswer))
  const records = tables.flatMap((answer): readonly NftTable[] => {
    const family = familyOf(answer.family)
    if (family === undefined) {
      malformed.push(new DecodeError(`a table of family ${answer.family}, which has no name here`, 0))
      return []
    }
    const key = keyOf(answer.family, answer.name)
    const ruled = byChain(rules.get(key) ?? [])
    const parts = {
      chains: (chains.get(key) ?? []).map((one) => chainOf(family, one, ruled.get(one.name ?? '') ?? [])),
      sets: (sets.get(key) ?? []).map((one) => setOf(one, elementsOf(one))),
      objects: (objects.get(key) ?? []).map(objectOf),
      flowtables: (flowtables.get(key) ?? []).map((one) => flowtableOf(family, one)),
    }
    return [tableOf(answer, { family, generation, ...parts })]
  })
  return { generation, tables: records, interrupted, malformed }
}

/** Whether the kernel saw a change during the dump, or a part of it is of another generation. */
const isTorn = ({ records, interrupted }: Dump<Answer>, generation: number): boolean =>
  interrupted || records.some(({ resourceId }) => resourceId !== (generation & 0xffff))

/** What a generation has once: a table, or what has its name within a table (of objects, among those of its type). */
type Named = Answer & { readonly table?: string; readonly type?: string; readonly name?: string }

/**
 * While the kernel carries out a change, the new generation is told already, but what the change removed is still in the lists
 * that a dump goes through; when it goes on after a datagram it counts that, and tells the same again.
 */
const hasTwice = (answers: readonly Named[]): boolean =>
  new Set(answers.map(({ family, table, type, name }) => `${family} ${table} ${type} ${name}`)).size < answers.length

const keyOf = (family: number, table = ''): string => `${family} ${table}`

/** They come table by table. */
const byTable = <T extends Answer & { readonly table?: string }>(
  answers: readonly T[],
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  let last: T | undefined
  let group: T[] = []
  for (const answer of answers) {
    if (last?.family !== answer.family || last.table !== answer.table)
      group = groupOf(groups, keyOf(answer.family, answer.table))
    group.push(answer)
    last = answer
  }
  return groups
}

/** They come chain by chain. */
const byChain = (answers: readonly RuleAnswer[]): ReadonlyMap<string, readonly NftRule[]> => {
  const groups = new Map<string, NftRule[]>()
  let chain: string | undefined
  let group: NftRule[] = []
  for (const answer of answers) {
    if (answer.chain !== chain) group = groupOf(groups, answer.chain)
    group.push(answer.rule)
    chain = answer.chain
  }
  return groups
}

const groupOf = <T>(groups: Map<string, T[]>, key: string): T[] => {
  const known = groups.get(key)
  if (known !== undefined) return known
  const group: T[] = []
  groups.set(key, group)
  return group
}

const elementsQuestion = ({ family, table: owner = '', name = '' }: Infer<typeof set>): Question => ({
  header: nfgenmsgBytes(family),
  attributes: [
    [NFTA_SET_ELEM_LIST_TABLE, nameBytes(owner)],
    [NFTA_SET_ELEM_LIST_SET, nameBytes(name)],
  ],
})
