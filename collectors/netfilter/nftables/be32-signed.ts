import { mapped } from '../../wire/codec.ts'
import { be32 } from '../../wire/scalars.ts'
import { integer } from '../../wire/shape.ts'

/** A signed number in network byte order: priorities, verdicts. */
export const be32Signed = mapped(be32, integer, (value) => value | 0)
