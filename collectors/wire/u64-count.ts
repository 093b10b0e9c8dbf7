import { mapped } from './codec.ts'
import { countOf } from './count.ts'
import { u64 } from './scalars.ts'
import { count } from './shape.ts'

/** A 64-bit number in host byte order, as it is kept: a number where that loses no digit. */
export const u64Count = mapped(u64, count, countOf)
