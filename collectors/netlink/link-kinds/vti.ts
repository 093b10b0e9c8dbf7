import { vtiData } from './data/vti.ts'
import type { LinkKind } from './kind.ts'

/** A tunnel whose packets IPsec encrypts (IPv4 outside). */
export const vti = { kind: 'vti', joins: 'lower', data: vtiData } as const satisfies LinkKind<unknown>
