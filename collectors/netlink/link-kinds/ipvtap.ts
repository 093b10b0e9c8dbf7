import { ipvlanData } from './data/ipvlan.ts'
import type { LinkKind } from './kind.ts'

/** An ipvlan whose packets go to a character device. */
export const ipvtap = { kind: 'ipvtap', joins: 'lower', data: ipvlanData } as const satisfies LinkKind<unknown>
