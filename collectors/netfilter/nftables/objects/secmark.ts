import { attributes } from '../../../wire/attributes.ts'
import { cstring } from '../../../wire/text.ts'
import { header } from '../header.ts'
import type { ObjectKind } from './object-kind.ts'

const data = attributes({ prefix: 'NFTA_SECMARK_', header }, { ctx: [1, cstring, 'CTX'] })

/** A security context that rules give to packets. */
export const secmark = { type: 'secmark', data } as const satisfies ObjectKind<unknown>
