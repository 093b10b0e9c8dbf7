import { rulesetShape } from '../../../agent/firewall/ruleset/record.ts'
import { withDescriptions } from './described.ts'

/** The rules of one network namespace. */
export const rulesSchema = withDescriptions(rulesetShape.json, {
  netns: 'Key of its node in the graph.',
  title: 'What people call it: `host`, a name, its containers.',
  mixed: 'iptables-legacy and nf_tables both hold rules: a packet has to pass both.',
  backend: 'Who holds the table. `iptables-nft`: nf_tables does, in a form that iptables reads and writes.',
  base: 'Where the kernel calls the chain; null for one that only rules call.',
  callers: 'Rules that lead to the chain.',
  writer:
    'Docker, ufw, firewalld, kube-proxy, …; `user` for what nobody known wrote; null: whoever the chain, or else the table, is of.',
  about: 'What the chain is for, in words.',
  number: 'From 1, in the order of the chain.',
  handle: "The kernel's number of the rule, as `nft -a` shows it; null in iptables-legacy.",
  text: 'As iptables-save writes it after `-A CHAIN`, or as `nft -s` writes it.',
  packets: 'Null where nobody counts.',
  bytes: 'Null where nobody counts.',
  effect: 'What becomes of a packet that matches. `branch`: a verdict map decides.',
  leadsTo: 'Chains that the rule may lead to.',
  meaning: 'What the rule does, in words; null when its text says all that is known.',
  statements: 'Of nf_tables, as libnftables-json(5) has them.',
  objects: 'Sets, maps, counters and the like of nf_tables, as libnftables-json(5) has them.',
  sets: 'Sets of ipset.',
})
