import { always, type CompileMatch, unknownMatch } from './match-test.ts'

/**
 * policy_mt, net/netfilter/xt_policy.c. The walk knows no IPsec: `none` is what it finds, and whether IPsec was applied is said to be
 * unknown.
 */
export const policy: CompileMatch<'policy'> = ({ flags }) =>
  flags.none ? always : unknownMatch(`whether IPsec ${flags.in ? 'was' : 'will be'} applied to the packet`)
