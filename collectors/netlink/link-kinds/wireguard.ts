import type { LinkKind } from './kind.ts'

/**
 * An encrypted tunnel. rtnetlink tells nothing but the kind: peers, allowed addresses and the port are in the generic netlink
 * family `wireguard`. Its UDP socket stays in the namespace where the device was made, also after a move.
 */
export const wireguard = { kind: 'wireguard', joins: 'none' } as const satisfies LinkKind<unknown>
