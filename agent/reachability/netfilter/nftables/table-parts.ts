import type { NftChain, NftObject, NftSet, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'

interface TableParts {
  readonly chains: ReadonlyMap<string, NftChain>
  readonly sets: ReadonlyMap<string, NftSet>
  /** By type and name: objects of different types may share a name. */
  readonly objects: ReadonlyMap<string, NftObject>
}

const known = new WeakMap<NftTable, TableParts>()

export const objectKey = (type: string, name: string): string => `${type} ${name}`

/** What the rules of a table call by name. */
export const partsOf = (table: NftTable): TableParts => {
  const found = known.get(table)
  if (found !== undefined) return found
  const parts: TableParts = {
    chains: new Map(table.chains.map((chain) => [chain.name, chain])),
    sets: new Map(table.sets.map((set) => [set.name, set])),
    objects: new Map(table.objects.map((object) => [objectKey(object.data.kind, object.name), object])),
  }
  known.set(table, parts)
  return parts
}
