import { counter as expression } from '../expressions/counter.ts'
import type { ObjectKind } from './object-kind.ts'

/** Counts packets and bytes for all rules that refer to it. */
export const counter = { type: 'counter', data: expression.data } as const satisfies ObjectKind<unknown>
