import { repeated } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { header } from './header.ts'

/** Lists of nf_tables are attributes of one type, which tells nothing. */
export const listOf = <T>(codec: Codec<T>) => repeated(1, codec, { name: 'NFTA_LIST_ELEM', header })
