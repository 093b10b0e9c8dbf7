import type { Cause } from './cause.ts'

/** The failure catalogue. The first that explains a finding is named: what is special stands before what is general. */
export const causes: readonly Cause[] = []
