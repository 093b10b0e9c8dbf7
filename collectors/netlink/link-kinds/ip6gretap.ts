import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** GRE over IPv6 that carries Ethernet frames. */
export const ip6gretap = { kind: 'ip6gretap', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
