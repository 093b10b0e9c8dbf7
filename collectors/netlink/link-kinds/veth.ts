import type { LinkKind } from './kind.ts'

/** A pair of devices, each the other's wire. drivers/net/veth.c reports no data; IFLA_LINK is the peer. */
export const veth = { kind: 'veth', joins: 'peer' } as const satisfies LinkKind<unknown>
