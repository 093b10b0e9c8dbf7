/** The places in a list that never moves. */
export interface Slots {
  readonly capacity: number
  /** By what stays the same of a thing; those that went keep theirs until another needs it. */
  readonly slots: { readonly [place: string]: number }
}

/** All that a layout remembers: together with the picture it decides where everything is. */
export interface Memo {
  /** Sites from top to bottom. */
  readonly sites: readonly string[]
  /** By site: the groups of each column from top to bottom. */
  readonly columns: { readonly [site: string]: readonly (readonly string[])[] }
  /** What a site or a group has taken already. It does not shrink by itself. */
  readonly heights: { readonly [id: string]: number }
  readonly lists: { readonly [id: string]: Slots }
  /** Groups that somebody opened or closed. */
  readonly open: { readonly [group: string]: boolean }
  /** Whether the others are open; decided once. */
  readonly openByDefault: boolean | null
}

export const blankMemo: Memo = { sites: [], columns: {}, heights: {}, lists: {}, open: {}, openByDefault: null }

/** What somebody chose, and nothing else: the next layout is made anew. */
export const tidied = ({ open }: Memo): Memo => ({ ...blankMemo, open })
