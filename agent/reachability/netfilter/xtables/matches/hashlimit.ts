import { type CompileMatch, unknownMatch } from './match-test.ts'

/** hashlimit_mt, net/netfilter/xt_hashlimit.c: how much of each limit is used up is not in a snapshot. */
export const hashlimit: CompileMatch<'hashlimit'> = ({ name, mode }) =>
  unknownMatch(`whether the packet is ${mode.invert ? 'above' : 'within'} the limit of the hashlimit table ${name}`)
