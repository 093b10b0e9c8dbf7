import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** GRE over IPv4 that carries Ethernet frames. */
export const gretap = { kind: 'gretap', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
