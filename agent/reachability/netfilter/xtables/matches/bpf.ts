import { runClassicBpf } from './classic-bpf.ts'
import { type CompileMatch, unknownMatch } from './match-test.ts'

/** bpf_mt, net/netfilter/xt_bpf.c: any return value but 0 matches. Nobody knows what a pinned program does. */
export const bpf: CompileMatch<'bpf'> = ({ mode, program, path }) => {
  if (mode !== 'bytecode') return unknownMatch(`what the BPF program ${path ?? ''} says`)
  return (context) => {
    const result = runClassicBpf(program, context)
    return typeof result === 'number' ? result !== 0 : result
  }
}
