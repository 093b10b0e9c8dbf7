import type { Writer } from './writer.ts'

/** CrowdSec's firewall bouncer. */
export const crowdsec: Writer = {
  name: 'CrowdSec',
  chains: [{ name: /^CROWDSEC_/, about: 'addresses banned by CrowdSec' }],
  tables: [/^crowdsec6?$/],
}
