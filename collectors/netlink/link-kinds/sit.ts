import { ipTunnelData } from './data/ip-tunnel.ts'
import type { LinkKind } from './kind.ts'

/** IPv6 (or IPv4) in IPv4, also ISATAP and 6rd. */
export const sit = { kind: 'sit', joins: 'lower', data: ipTunnelData } as const satisfies LinkKind<unknown>
