import { extension } from '../extension.ts'
import { prefixTranslation, prefixWords } from './prefix-translation.ts'

/** `-j DNPT`: changes the prefix of the destination (RFC 6296). */
export const dnpt = extension({
  name: 'DNPT',
  families: ['ipv6'],
  revisions: { 0: prefixTranslation },
  save: prefixWords,
})
