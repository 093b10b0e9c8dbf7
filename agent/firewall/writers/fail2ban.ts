import type { Writer } from './writer.ts'

/** fail2ban, with its iptables, ipset and nftables actions. */
export const fail2ban: Writer = {
  name: 'fail2ban',
  chains: [{ name: /^(f2b|fail2ban)-/, about: 'addresses banned by one jail' }],
  tables: [/^f2b-/],
}
