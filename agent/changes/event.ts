import type { EdgeKind, NodeKind } from '../topology/graph.ts'

/** Kinds of changes that are no node or edge of the graph: they are told of the namespace that they are in. */
export const ruleKinds = ['table', 'chain', 'rule', 'set'] as const
export type RuleKind = (typeof ruleKinds)[number]

/** What makes containers less isolated than they could be. */
export const findingKind = 'finding'

/** Something that changed between two looks. */
export interface Change {
  readonly kind: NodeKind | EdgeKind | RuleKind | typeof findingKind
  readonly change: 'added' | 'removed' | 'changed'
  /** Key of the node or edge in the graph; of rules that of their namespace, of a finding that of what it is about. */
  readonly object: string
  /** Of an edge. */
  readonly ends: readonly [from: string, to: string] | null
  /** For people, on one line; null where it goes without saying. */
  readonly words: string | null
  /** What it was, of a change only what is not so any more. */
  readonly before: unknown
  readonly after: unknown
}

/** Name and version of the form in which changes are told. */
export const changeSchema = 'netloupe.change/1'

/** A change as it is told to others. */
export interface ToldChange extends Change {
  readonly schema: typeof changeSchema
  /** Tells where to go on after it. */
  readonly id: string
  /** ISO 8601: when the look began that saw it. */
  readonly at: string
}

/** Whether a change is of one of some kinds, and about one of some objects, or an edge of one; none of either stands for all. */
export const isWanted = (
  { kind, object, ends }: Pick<Change, 'kind' | 'object' | 'ends'>,
  kinds: readonly string[],
  objects: readonly string[],
): boolean =>
  (kinds.length === 0 || kinds.includes(kind)) &&
  (objects.length === 0 || [object, ...(ends ?? [])].some((key) => objects.includes(key)))
