import { always, type CompileMatch, never, unknownMatch } from './match-test.ts'

const certain = 2 ** 31

/** statistic_mt, net/netfilter/xt_statistic.c: every packet, and none, are sure. */
export const statistic: CompileMatch<'statistic'> = ({ invert, probability, every }) => {
  const sure = (matches: boolean) => (matches === invert ? never : always)
  if (probability !== null) {
    if (probability === 0 || probability >= certain) return sure(probability !== 0)
    return unknownMatch(`whether chance takes the packet (probability ${(probability / certain).toPrecision(3)})`)
  }
  if (every === 1) return sure(true)
  return unknownMatch(`whether the packet is the one of ${every ?? 'some'} that is counted`)
}
