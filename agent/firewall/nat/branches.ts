import { remembered } from '../../indexes/remembered.ts'
import { fieldOf, isJsonObject, type JsonObject } from '../facts/json-object.ts'
import type { AnalysedTable } from '../ruleset/analysis.ts'
import type { LocatedRule } from './located.ts'
import { isNamed, type Likelihood, type Packet, type Surroundings } from './packet.ts'

interface Branches {
  readonly targets: readonly { readonly target: string; readonly likelihood: Likelihood }[]
  /** It may also end the way of the packet by itself: accept, drop, or something that is not known. */
  readonly mayEnd: boolean
}

/** Where a verdict map leads a packet: exact for one that asks for an interface, as Docker's do; else wherever it leads. */
export const branchesOf = ({ at, rule }: LocatedRule, packet: Packet, around: Surroundings): Branches => {
  const entries = rule.statements === undefined ? null : entriesOf(rule.statements(), at.table)
  if (entries === null)
    return { targets: rule.facts.leadsTo.map((target) => ({ target, likelihood: 'maybe' })), mayEnd: true }
  const passage = entries.key === 'iifname' ? packet.inInterface : packet.outInterface
  const taken = entries.list.flatMap(({ name, target }) => {
    const likelihood = isNamed(name, passage, around)
    return likelihood === 'no' ? [] : [{ target, likelihood }]
  })
  return {
    targets: taken.flatMap(({ target, likelihood }) => (target === null ? [] : [{ target, likelihood }])),
    mayEnd: taken.some(({ target }) => target === null),
  }
}

interface Entries {
  readonly key: string
  /** Null: an entry that leads to no chain. */
  readonly list: readonly { readonly name: string; readonly target: string | null }[]
}

/** The entries of a verdict map whose key is an interface's name; null for any other. */
const entriesOf = (statements: readonly unknown[], table: AnalysedTable): Entries | null => {
  const vmap = statements
    .map((statement) => (isJsonObject(statement) ? statement['vmap'] : undefined))
    .find(isJsonObject)
  if (vmap === undefined) return null
  const { key: asked, data } = vmap
  const key = isJsonObject(asked) ? fieldOf(asked, 'meta', 'key') : undefined
  if (key !== 'iifname' && key !== 'oifname') return null
  const elements = typeof data === 'string' ? elementsOf(data.replace(/^@/, ''), table) : setOf(data)
  const list = elements?.map(entryOf)
  return list === undefined || list.includes(null) ? null : { key, list: list.filter((entry) => entry !== null) }
}

const setOf = (data: unknown): readonly unknown[] | null => {
  const set = isJsonObject(data) ? data['set'] : undefined
  return Array.isArray(set) ? set : null
}

const elementsOf = (name: string, table: AnalysedTable): readonly unknown[] | null => {
  const map = objectsOf(table)
    .map((object) => (isJsonObject(object) ? object['map'] : undefined))
    .find((candidate): candidate is JsonObject => isJsonObject(candidate) && candidate['name'] === name)
  if (map === undefined) return null
  const elements = map['elem'] ?? []
  return Array.isArray(elements) ? elements : null
}

/** `["docker0", {"jump": {"target": "…"}}]`; null for a key that is not a name, such as a range. */
const entryOf = (element: unknown): Entries['list'][number] | null => {
  if (!Array.isArray(element)) return null
  const [name, verdict]: readonly unknown[] = element
  if (typeof name !== 'string' || name.endsWith('*')) return null
  const target = isJsonObject(verdict)
    ? (fieldOf(verdict, 'jump', 'target') ?? fieldOf(verdict, 'goto', 'target'))
    : null
  return { name, target: target ?? null }
}

const objectsOf = remembered((table: AnalysedTable): readonly unknown[] => table.objects())
