import type { LinkRecord } from '../../collectors/links.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** The bridges of a snapshot, of every namespace. */
export const bridgesOf = ({ links }: Pick<Snapshot, 'links'>): LinkRecord[] =>
  links.filter(({ info }) => info?.link?.kind === 'bridge')

/** What belongs to each bridge: its ports among links, or its entries among FDB records (NDA_MASTER, br_fdb.c). */
export const byBridge = <R extends { readonly netns: string; readonly master?: number }>(
  records: readonly R[],
): ((bridge: LinkRecord) => readonly R[]) => {
  const groups = Map.groupBy(
    records.filter(({ master }) => master !== undefined),
    ({ netns, master }) => `${netns}/${master}`,
  )
  return ({ netns, ifindex }) => groups.get(`${netns}/${ifindex}`) ?? []
}
