import { mapped } from '../../wire/codec.ts'
import { u32 } from '../../wire/scalars.ts'
import { flag } from '../../wire/shape.ts'

/** An `int` that is 0 or not. */
export const bool32 = mapped(u32, flag, (value) => value !== 0)
