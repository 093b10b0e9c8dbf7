import { limit as expression } from '../expressions/limit.ts'
import type { ObjectKind } from './object-kind.ts'

/** A rate that all rules that refer to it share. */
export const limit = { type: 'limit', data: expression.data } as const satisfies ObjectKind<unknown>
