import type { Codec } from '../../wire/codec.ts'

/** Where bytes are. */
export type Span = { readonly at: number; readonly length: number }

/** Bytes whose meaning only something else tells, which may stand behind them. */
export const span: Codec<Span> = { json: {}, decode: (_view, at, length) => ({ at, length }) }
