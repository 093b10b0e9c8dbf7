import { type CompileMatch, unknownMatch } from './match-test.ts'

/** cpu_mt, net/netfilter/xt_cpu.c */
export const cpu: CompileMatch<'cpu'> = ({ cpu }) => unknownMatch(`whether processor ${cpu} handles the packet`)
