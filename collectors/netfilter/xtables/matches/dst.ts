import { extension } from '../extension.ts'
import { ipv6Options, ipv6OptionsWords } from './ipv6-options.ts'

/** `-m dst`: the destination options of IPv6. */
export const dst = extension({
  name: 'dst',
  families: ['ipv6'],
  revisions: { 0: ipv6Options },
  save: (options) => ipv6OptionsWords('--dst', options),
})
