import { extension } from '../extension.ts'
import { prefixTranslation, prefixWords } from './prefix-translation.ts'

/** `-j SNPT`: changes the prefix of the source (RFC 6296). */
export const snpt = extension({
  name: 'SNPT',
  families: ['ipv6'],
  revisions: { 0: prefixTranslation },
  save: prefixWords,
})
