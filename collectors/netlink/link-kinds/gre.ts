import { greData } from './data/gre.ts'
import type { LinkKind } from './kind.ts'

/** GRE over IPv4 that carries packets. A namespace has a `gre0` of this kind as soon as the module is loaded. */
export const gre = { kind: 'gre', joins: 'lower', data: greData } as const satisfies LinkKind<unknown>
