import { always, type CompileMatch, never, unknownMatch } from './match-test.ts'

/** recent_mt, net/netfilter/xt_recent.c: `--set` finds or makes the entry, so it always matches. */
export const recent: CompileMatch<'recent'> = ({ operations, invert, name, side }) => {
  if (operations.set) return invert ? never : always
  return unknownMatch(
    `whether the ${side} address is ${invert ? 'not ' : ''}in the list ${name} of recent ones, as asked`,
  )
}
