import type { Writer } from './writer.ts'

/** firewalld, with its iptables and its nftables backend. */
export const firewalld: Writer = {
  name: 'firewalld',
  chains: [
    { name: /^(INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_direct$/, about: 'rules of --direct' },
    {
      name: /^(INPUT|FORWARD(_IN|_OUT)?|OUTPUT|PREROUTING|POSTROUTING)_ZONES/,
      about: 'by the zone of the interface or the source',
    },
    { name: /^(INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_POLICIES/, about: 'policies between zones' },
    { name: /^(IN|FWDI|FWDO|FWD|PRE|POST|OUT)_\w+_(log|deny|allow|pre|post)$/, about: 'rules of one zone' },
    { name: /^(IN|FWDI|FWDO|FWD|PRE|POST|OUT)_/, about: 'one zone or policy' },
  ],
  tables: [/^firewalld(_policy_drop)?$/],
  tableChains: [
    { name: /_ZONES$/, about: 'by the zone of the interface or the source' },
    { name: /_POLICIES(_pre|_post)?$/, about: 'policies between zones' },
    { name: /_(IN|FWDI|FWDO|FWD|PRE|POST|OUT)_\w+_(pre|log|deny|allow|post)$/, about: 'rules of one zone or policy' },
    { name: /_(IN|FWDI|FWDO|FWD|PRE|POST|OUT)_/, about: 'one zone or policy' },
  ],
}
