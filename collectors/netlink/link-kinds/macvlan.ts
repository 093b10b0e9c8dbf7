import { macvlanData } from './data/macvlan.ts'
import type { LinkKind } from './kind.ts'

/** A device with a hardware address of its own on a lower one. It never speaks to the lower device itself. */
export const macvlan = { kind: 'macvlan', joins: 'lower', data: macvlanData } as const satisfies LinkKind<unknown>
