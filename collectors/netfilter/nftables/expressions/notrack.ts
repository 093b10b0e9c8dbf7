import { attributes } from '../../../wire/attributes.ts'
import { header } from '../header.ts'
import type { ExpressionKind } from './expression-kind.ts'

const data = attributes({ prefix: 'NFTA_NOTRACK_', header }, {})

/** Conntrack leaves the packet alone. It has no attributes. */
export const notrack = { name: 'notrack', data } as const satisfies ExpressionKind<unknown>
