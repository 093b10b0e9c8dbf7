import { vtiData } from './data/vti.ts'
import type { LinkKind } from './kind.ts'

/** A tunnel whose packets IPsec encrypts (IPv6 outside). */
export const vti6 = { kind: 'vti6', joins: 'lower', data: vtiData } as const satisfies LinkKind<unknown>
