import { hex } from '../../wire/text.ts'
import type { Span } from './span.ts'
import { comment, number, userdata } from './userdata.ts'

/** What nft notes beside a set: enum nftnl_udata_set_types, libnftnl/udata.h. */
interface SetNotes {
  readonly keyByteorder: string
  readonly dataByteorder: string
  readonly mergeElements: boolean
  readonly keyTypeof: string
  readonly dataTypeof: string
  readonly dataInterval: boolean
  readonly comment: string
}

/** enum byteorder of nft */
const byteorders: { readonly [value: number]: string } = { 1: 'host', 2: 'big' }

type Row = (view: DataView, span: Span) => Partial<SetNotes> | null
const numbered = (fields: (value: number) => Partial<SetNotes>): Row => {
  return (view, span) => {
    const value = number(view, span)
    return value === null ? null : fields(value)
  }
}

export const setUserdata = userdata<SetNotes>({
  0: numbered((value) => ({ keyByteorder: byteorders[value] ?? String(value) })),
  1: numbered((value) => ({ dataByteorder: byteorders[value] ?? String(value) })),
  2: numbered((value) => ({ mergeElements: value !== 0 })),
  3: (view, { at, length }) => ({ keyTypeof: hex.decode(view, at, length) }),
  4: (view, { at, length }) => ({ dataTypeof: hex.decode(view, at, length) }),
  6: numbered((value) => ({ dataInterval: value !== 0 })),
  7: comment,
})
