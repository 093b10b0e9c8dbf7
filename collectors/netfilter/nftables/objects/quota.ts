import { quota as expression } from '../expressions/quota.ts'
import type { ObjectKind } from './object-kind.ts'

/** Bytes that all rules that refer to it may let by. */
export const quota = { type: 'quota', data: expression.data } as const satisfies ObjectKind<unknown>
