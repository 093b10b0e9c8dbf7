import { ipTunnelData } from './data/ip-tunnel.ts'
import type { LinkKind } from './kind.ts'

/** IPv4 or IPv6 in IPv6. */
export const ip6tnl = { kind: 'ip6tnl', joins: 'lower', data: ipTunnelData } as const satisfies LinkKind<unknown>
