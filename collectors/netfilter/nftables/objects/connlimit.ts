import { connlimit as expression } from '../expressions/connlimit.ts'
import type { ObjectKind } from './object-kind.ts'

/** A number of connections that all rules that refer to it share. */
export const connlimit = { type: 'connlimit', data: expression.data } as const satisfies ObjectKind<unknown>
