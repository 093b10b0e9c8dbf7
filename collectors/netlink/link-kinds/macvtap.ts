import { macvlanData } from './data/macvlan.ts'
import type { LinkKind } from './kind.ts'

/** A macvlan whose frames go to a character device, as virtual machines use it. */
export const macvtap = { kind: 'macvtap', joins: 'lower', data: macvlanData } as const satisfies LinkKind<unknown>
