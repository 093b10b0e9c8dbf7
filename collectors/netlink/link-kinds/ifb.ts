import type { LinkKind } from './kind.ts'

/** A detour for shaping incoming packets (tc mirred redirect). It has no data; who redirects to it is told by tc only. */
export const ifb = { kind: 'ifb', joins: 'none' } as const satisfies LinkKind<unknown>
