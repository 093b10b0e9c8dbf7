import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** A port mirror over GRE and IPv4. */
export const erspan = { kind: 'erspan', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
