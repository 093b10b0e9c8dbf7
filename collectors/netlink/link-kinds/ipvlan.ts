import { ipvlanData } from './data/ipvlan.ts'
import type { LinkKind } from './kind.ts'

/** A device with addresses of its own that shares the hardware address of the lower one. */
export const ipvlan = { kind: 'ipvlan', joins: 'lower', data: ipvlanData } as const satisfies LinkKind<unknown>
