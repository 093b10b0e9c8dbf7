import type { Writer } from './writer.ts'

/** Calico's Felix. */
export const calico: Writer = {
  name: 'Calico',
  chains: [
    { name: /^cali-(tw|fw)-/, about: 'one workload: to it (tw) or from it (fw)' },
    { name: /^cali-(th|fh)-/, about: 'one host endpoint: to it (th) or from it (fh)' },
    { name: /^cali-(pi|po)-/, about: 'one network policy: ingress (pi) or egress (po)' },
    { name: /^cali-pr[io]-/, about: 'one profile' },
    { name: /^cali-nat-outgoing$/, about: 'masquerades what leaves the pool' },
    { name: /^cali-/, about: 'a chain of Calico' },
  ],
  tables: [/^calico$/],
  comment: /^cali:/,
}
