import { extension } from '../extension.ts'
import { ipv6Options, ipv6OptionsWords } from './ipv6-options.ts'

/** `-m hbh`: the hop-by-hop options of IPv6. */
export const hbh = extension({
  name: 'hbh',
  families: ['ipv6'],
  revisions: { 0: ipv6Options },
  save: (options) => ipv6OptionsWords('--hbh', options),
})
