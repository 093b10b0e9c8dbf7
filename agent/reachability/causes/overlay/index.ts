import type { Cause } from '../cause.ts'

export const overlayCauses = {} as const satisfies { readonly [key: string]: Cause }
