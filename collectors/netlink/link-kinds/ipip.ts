import { ipTunnelData } from './data/ip-tunnel.ts'
import type { LinkKind } from './kind.ts'

/** IPv4 (or MPLS) in IPv4. Every namespace has a `tunl0` of this kind as soon as the module is loaded. */
export const ipip = { kind: 'ipip', joins: 'lower', data: ipTunnelData } as const satisfies LinkKind<unknown>
