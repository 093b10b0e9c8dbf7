import { synproxy as expression } from '../expressions/synproxy.ts'
import type { ObjectKind } from './object-kind.ts'

/** How handshakes are answered for a server. */
export const synproxy = { type: 'synproxy', data: expression.data } as const satisfies ObjectKind<unknown>
