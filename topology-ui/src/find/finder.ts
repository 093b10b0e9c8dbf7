import type { Topology } from '../../../agent/topology/graph.ts'
import { byText } from '../../../exporters/formats/reading/by-text.ts'
import type { Picture } from '../picture/picture.ts'
import { textOf } from './text-of.ts'
import { type Field, fields, type Unit, unitsOf } from './unit.ts'

/** Finds in one state of the host. */
export interface Finder {
  /** Keys of the nodes that have all words of a query, each word somewhere in what is known of it. */
  readonly hits: (query: string) => ReadonlySet<string>
  /** @param filters `project:shop`, or any words */
  readonly passes: (filters: readonly string[], unit: Unit) => boolean
  /** The same for a node, which may be shown in several places. */
  readonly nodePasses: (filters: readonly string[], key: string) => boolean
  /** What is wrong with a node or with what is shown with it, in a word; empty: nothing. */
  readonly problemOf: (key: string) => string
  /** The values of a field, and how many have each. */
  readonly valuesOf: (field: Field) => readonly (readonly [value: string, count: number])[]
}

export const finderIn = (topology: Topology, picture: Picture): Finder => {
  const texts = new Map<string, string>()
  const text = (key: string): string => {
    const known = texts.get(key) ?? (topology.hasNode(key) ? textOf(topology, key) : key)
    texts.set(key, known)
    return known
  }
  const units = unitsOf(picture)
  const byKey = new Map<string, Unit[]>()
  for (const unit of units) for (const key of unit.keys) byKey.set(key, [...(byKey.get(key) ?? []), unit])

  const has = (keys: readonly string[], query: string): boolean => {
    const all = keys.map(text).join('\n')
    return wordsOf(query).every((word) => all.includes(word))
  }
  const passes = (filters: readonly string[], unit: Unit): boolean =>
    filters.every((filter) => {
      const fact = factIn(filter)
      return fact === null
        ? has(unit.keys, filter) || (unit.within.length > 0 && has(unit.within, filter))
        : unit.facts[fact.field].some((value) => value.toLowerCase() === fact.value)
    })
  return {
    hits: (query) => {
      if (wordsOf(query).length === 0) return new Set()
      const single = topology.filterNodes((key) => has([key], query))
      const hits = new Set(single)
      // One word may be in the name of a container, and the other on its interface.
      for (const { keys } of units)
        if (!keys.some((key) => hits.has(key)) && has(keys, query)) for (const key of keys.slice(0, 1)) hits.add(key)
      return hits
    },
    passes,
    nodePasses: (filters, key) => {
      const places = byKey.get(key)
      if (places !== undefined) return places.some((unit) => passes(filters, unit))
      return filters.every((filter) => factIn(filter) === null && has([key], filter))
    },
    problemOf: (key) => byKey.get(key)?.flatMap(({ facts }) => facts.problem)[0] ?? '',
    valuesOf: (field) => {
      const counts = new Map<string, number>()
      for (const { facts, counts: isCounted } of units)
        for (const value of facts[field]) counts.set(value, (counts.get(value) ?? 0) + Number(isCounted))
      return [...counts].toSorted(([one], [two]) => byText(one, two))
    },
  }
}

export const filterOf = (field: Field, value: string): string => `${field}:${value}`

const wordsOf = (query: string): readonly string[] =>
  query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')

/** Null: a filter by words. */
const factIn = (filter: string): { readonly field: Field; readonly value: string } | null => {
  const field = fields.find((name) => filter.toLowerCase().startsWith(`${name}:`))
  return field === undefined ? null : { field, value: filter.slice(field.length + 1).toLowerCase() }
}
