import { comment, number, userdata } from './userdata.ts'

/** What nft notes beside an element: enum nftnl_udata_set_elem_types, libnftnl/udata.h. */
interface ElementNotes {
  readonly comment: string
  readonly intervalOpen: boolean
}

/** NFTNL_SET_ELEM_F_INTERVAL_OPEN */
const open = 1

export const elementUserdata = userdata<ElementNotes>({
  0: comment,
  1: (view, span) => (number(view, span) === open ? { intervalOpen: true } : null),
})
