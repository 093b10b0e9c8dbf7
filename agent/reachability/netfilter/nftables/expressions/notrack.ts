import type { Operation } from '../machine.ts'

/** Conntrack leaves the packet alone, unless it has it already (nft_notrack_eval, net/netfilter/nft_ct.c). */
export const notrack = (): Operation => (machine) => {
  const { packet } = machine
  if (packet.connection !== null && packet.connection !== 'invalid') return null
  packet.connection = 'untracked'
  machine.acted = true
  return null
}
