import type { Snapshot } from '../../collectors/snapshot.ts'

/** NUD_*, linux/neighbour.h */
const NUD_NOARP = 0x40
const NUD_PERMANENT = 0x80
/** NTF_*, linux/neighbour.h */
const NTF_EXT_LEARNED = 0x10

/**
 * How an entry came into a forwarding database:
 * - `permanent`: an address of the bridge or of a port itself
 * - `static`: somebody wrote it; it does not age
 * - `extern_learn`: a control plane learned it (Docker's overlay, a switch driver)
 * - `learned`: the bridge saw a frame from there
 */
export const fdbKinds = ['permanent', 'static', 'extern_learn', 'learned'] as const
export type FdbKind = (typeof fdbKinds)[number]

/** By br_fdb.c, fdb_fill_info() and fdb_to_nud(). */
export const fdbKind = ({ state, flags }: Pick<Snapshot['fdb'][number], 'state' | 'flags'>): FdbKind => {
  if ((state & NUD_PERMANENT) !== 0) return 'permanent'
  if ((flags & NTF_EXT_LEARNED) !== 0) return 'extern_learn'
  return (state & NUD_NOARP) !== 0 ? 'static' : 'learned'
}
