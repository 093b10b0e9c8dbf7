import type { NftChain, NftObject, NftSet, NftTable } from '../../../../collectors/netfilter/nftables/record.ts'
import { remembered } from '../../../indexes/remembered.ts'

interface TableParts {
  readonly chains: ReadonlyMap<string, NftChain>
  readonly sets: ReadonlyMap<string, NftSet>
  /** By type and name: objects of different types may share a name. */
  readonly objects: ReadonlyMap<string, NftObject>
}

export const objectKey = (type: string, name: string): string => `${type} ${name}`

/** What the rules of a table call by name. */
export const partsOf = remembered(
  ({ chains, sets, objects }: NftTable): TableParts => ({
    chains: new Map(chains.map((chain) => [chain.name, chain])),
    sets: new Map(sets.map((set) => [set.name, set])),
    objects: new Map(objects.map((object) => [objectKey(object.data.kind, object.name), object])),
  }),
)
