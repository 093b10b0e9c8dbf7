import type { Snapshot } from '../../../collectors/snapshot.ts'
import { counted } from '../counted.ts'
import type { Change } from '../event.ts'
import { type Edits, editsBetween } from './edits.ts'
import { type Chain, isSameRule, type Rule, type Table, wordedTable } from './tables.ts'

/** The same table in two looks, and what people call its namespace. */
export interface TablePair {
  readonly before: { readonly snapshot: Snapshot; readonly table: Table }
  readonly after: { readonly snapshot: Snapshot; readonly table: Table }
  readonly object: string
  readonly where: string
}

/** A rule in the words of its tool, and where it stands, from 1. */
interface PlacedRule {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly number: number
  readonly handle: unknown
  readonly text: string
}

/** Rules of one chain of which so many came and went are counted instead of told one by one. */
const mostToTell = 20

/** What became of the rules of the chains that are in both looks. */
export const ruleChanges = ({ before, after, object, where }: TablePair): readonly Change[] => {
  const edited = after.table.chains.flatMap((chain: Chain) => {
    const old = before.table.chains.find(({ name }) => name === chain.name)
    if (old === undefined) return []
    const edits = editsBetween<Rule>(old.rules, chain.rules, isSameRule)
    return edits.removed.length + edits.added.length === 0 ? [] : [{ chain: chain.name, ...edits }]
  })
  if (edited.length === 0) return []
  const was = placedRules(
    before,
    edited.map(({ chain, removed }) => ({ chain, rules: removed })),
  )
  const is = placedRules(
    after,
    edited.map(({ chain, added }) => ({ chain, rules: added })),
  )
  return edited.flatMap(({ chain }) => {
    // A program that writes all of its rules anew changes nothing by that.
    const { removed, added } = editsBetween(was.get(chain) ?? [], is.get(chain) ?? [], hasSameText)
    const common = { kind: 'rule', object, ends: null } as const
    const place = `${chain} (${placeText(after.table)}) of ${where}`
    if (removed.length + added.length > mostToTell) {
      const words = `${counted(added.length, 'rule')} added to ${place}, ${removed.length} deleted`
      const tell = { ...tableWords(after.table), chain }
      return [
        {
          ...common,
          change: 'changed',
          words,
          before: { ...tell, deleted: removed.length },
          after: { ...tell, added: added.length },
        },
      ]
    }
    const length = after.table.chains.find(({ name }) => name === chain)?.rules.length ?? 0
    return tellEach({ removed, added }, (change, rules) => ({
      ...common,
      change,
      words: ruleWords(rules, place, length),
      ...rules,
    }))
  })
}

type Tell = (
  change: Change['change'],
  rules: { readonly before: PlacedRule | null; readonly after: PlacedRule | null },
) => Change

const ruleWords = ({ before, after }: Parameters<Tell>[1], place: string, length: number): string => {
  if (after === null) return `rule ${before?.number} deleted from ${place}: ${before?.text}`
  const { number, text } = after
  if (before !== null) return `rule ${number} of ${place} replaced: ${text} (was ${before.text})`
  return `rule ${number} ${number === length ? 'appended to' : 'inserted in'} ${place}: ${text}`
}

/** A rule that went where another came was replaced by it. */
const tellEach = ({ removed, added }: Edits<PlacedRule>, tell: Tell): readonly Change[] => {
  // How many rules that stayed stand before it.
  const gapOf = ({ item }: { item: PlacedRule }, at: number): number => item.number - at
  const gone = new Map<number, PlacedRule[]>()
  for (const [at, edit] of removed.entries()) {
    const gap = gapOf(edit, at)
    gone.set(gap, [...(gone.get(gap) ?? []), edit.item])
  }
  const came = added.map((edit, at): Change => {
    const before = gone.get(gapOf(edit, at))?.shift() ?? null
    return tell(before === null ? 'added' : 'changed', { before, after: edit.item })
  })
  return [...[...gone.values()].flat().map((before) => tell('removed', { before, after: null })), ...came]
}

const hasSameText = (one: PlacedRule, other: PlacedRule): boolean => one.text === other.text

export const placeText = (table: Table): string => {
  const { family, table: name } = tableWords(table)
  return `${family} ${name}`
}

const families: { readonly [family: string]: string } = { ipv4: 'ip', ipv6: 'ip6' }

/** Legacy tables are named as their like in nf_tables. */
export const tableWords = ({ family, name }: Table): { readonly family: string; readonly table: string } => ({
  family: families[family] ?? family,
  table: name,
})

interface Chosen {
  readonly chain: string
  readonly rules: readonly { readonly at: number; readonly item: Rule }[]
}

const placedRules = (
  { snapshot, table }: TablePair['before'],
  chosen: readonly Chosen[],
): ReadonlyMap<string, readonly PlacedRule[]> => {
  const all = new Set(chosen.flatMap(({ rules }) => rules.map(({ item }) => item)))
  if (all.size === 0) return new Map()
  const worded = wordedTable(snapshot, table, all)
  return new Map(
    chosen.map(({ chain, rules }) => {
      const texts = worded.chains.find(({ name }) => name === chain)?.rules ?? []
      const placed = rules.map(({ at }, place) => ({
        ...tableWords(table),
        chain,
        number: at + 1,
        handle: texts[place]?.handle ?? null,
        text: texts[place]?.text ?? '',
      }))
      return [chain, placed]
    }),
  )
}
