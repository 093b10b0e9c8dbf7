import type { Family } from './families.ts'

/** enum nf_inet_hooks, nf_dev_hooks (linux/netfilter.h), NF_ARP_* (linux/netfilter_arp.h), NF_BR_* (linux/netfilter_bridge.h) */
const inet = ['prerouting', 'input', 'forward', 'output', 'postrouting', 'ingress']
const arp = ['input', 'output', 'forward']
const netdev = ['ingress', 'egress']
const hooks: { readonly [F in Family]: readonly string[] } = {
  ip: inet,
  ip6: inet,
  inet,
  bridge: inet,
  arp,
  netdev,
}

/** The word of the nft language for a hook, or its number. */
export const hookWord = (family: Family, number: number): string => hooks[family][number] ?? String(number)
