import type { LinkKind } from './kind.ts'

/** A device that drops what is sent to it; it carries addresses. It has no data. */
export const dummy = { kind: 'dummy', joins: 'none' } as const satisfies LinkKind<unknown>
