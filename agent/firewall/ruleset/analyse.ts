import type { NetnsId } from '../../../collectors/collector.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { AnalysedTable } from './analysis.ts'
import { analysedNftTable, type NftSource } from './of-nftables.ts'
import { analysedXtTable } from './of-xtables.ts'

/** What the rules of a namespace mean by number. */
interface Numbered {
  readonly interfaces: ReadonlyMap<number, string | undefined>
  readonly sets: ReadonlyMap<number | null, string>
}

const numberedIn = ({ links, ipsets }: Snapshot, netns: NetnsId): Numbered => ({
  interfaces: new Map(links.filter((link) => link.netns === netns).map(({ ifindex, name }) => [ifindex, name])),
  sets: new Map(ipsets.filter((set) => set.netns === netns).map(({ index, name }) => [index, name])),
})

const sourceFrom = (numbered: () => Numbered): NftSource => ({
  setName: (index) => numbered().sets.get(index) ?? null,
  interfaceName: (index) => numbered().interfaces.get(index) ?? null,
  cgroupPath: () => null,
  utcOffset: (time) => -60 * new Date(time * 1000).getTimezoneOffset(),
})

/** What the text of the rules of a namespace needs beside them. */
export const sourceOf = (snapshot: Snapshot, netns: NetnsId): NftSource => {
  // Few rules name anything by its number.
  let numbered: Numbered | undefined
  return sourceFrom(() => {
    numbered ??= numberedIn(snapshot, netns)
    return numbered
  })
}

/** What was read of a table record: the same as long as the names are that it was read with. */
const known = new WeakMap<object, { readonly names: string; readonly analysed: AnalysedTable }>()

const remembered = (record: object, names: string, analyse: () => AnalysedTable): AnalysedTable => {
  const before = known.get(record)
  if (before?.names === names) return before.analysed
  const analysed = analyse()
  known.set(record, { names, analysed })
  return analysed
}

/**
 * The tables of a namespace, those of nf_tables first, each read once while it stays the same. Counters are those of the moment
 * at which the table was read (see `withCounters`).
 */
export const analysedTables = (snapshot: Snapshot, netns: NetnsId): readonly AnalysedTable[] => {
  const numbered = numberedIn(snapshot, netns)
  const source = sourceFrom(() => numbered)
  const names = JSON.stringify([...numbered.interfaces, ...numbered.sets])
  return [
    ...snapshot.nftables
      .filter((table) => table.netns === netns)
      .map((table) => remembered(table, names, () => analysedNftTable(table, source))),
    ...snapshot.xtables
      .filter((table) => table.netns === netns)
      .map((table) => remembered(table, names, () => analysedXtTable(table, source.setName))),
  ]
}
