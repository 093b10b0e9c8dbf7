import { always, type CompileMatch, unknownMatch } from './match-test.ts'

/**
 * policy_mt, net/netfilter/xt_policy.c. No packet of a walk has come through IPsec, and what is to be encrypted ends at its policy:
 * `none` matches, and of packets that a rule sees otherwise nothing is known.
 */
export const policy: CompileMatch<'policy'> = ({ flags }) =>
  flags.none ? always : unknownMatch(`whether IPsec ${flags.in ? 'was' : 'will be'} applied to the packet`)
