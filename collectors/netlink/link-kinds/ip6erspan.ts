import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** A port mirror over GRE and IPv6. */
export const ip6erspan = { kind: 'ip6erspan', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
