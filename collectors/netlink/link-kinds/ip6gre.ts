import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** GRE over IPv6 that carries packets. */
export const ip6gre = { kind: 'ip6gre', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
