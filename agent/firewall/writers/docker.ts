import type { Writer } from './writer.ts'

/** Docker 20.10 to 29 (libnetwork's bridge and overlay drivers, both firewall backends). */
export const docker: Writer = {
  name: 'Docker',
  chains: [
    { name: /^DOCKER-USER$/, about: "the administrator's own rules, before all of Docker's" },
    { name: /^DOCKER-FORWARD$/, about: 'forwarded packets of all Docker networks (28 and later)' },
    { name: /^DOCKER-CT$/, about: 'answers to connections that were let through' },
    { name: /^DOCKER-BRIDGE$/, about: 'by the network that a packet goes to' },
    { name: /^DOCKER-INTERNAL$/, about: 'keeps internal networks apart from all others (29 and later)' },
    { name: /^DOCKER-ISOLATION-STAGE-1$/, about: 'keeps networks apart: which one a packet comes from' },
    { name: /^DOCKER-ISOLATION-STAGE-2$/, about: 'keeps networks apart: whether it goes to another one' },
    { name: /^DOCKER-INGRESS$/, about: 'published ports of swarm services' },
    { name: /^DOCKER_OUTPUT$/, about: "queries of this container to Docker's own DNS server" },
    { name: /^DOCKER_POSTROUTING$/, about: "answers of Docker's own DNS server" },
    { name: /^DOCKER$/, about: 'published ports' },
  ],
  tables: [/^docker-/],
  tableChains: [
    { name: /^filter-forward-in__/, about: 'forwarded packets to one network' },
    { name: /^filter-forward-out__/, about: 'forwarded packets from one network' },
    { name: /^nat-prerouting-and-output$/, about: 'published ports' },
    { name: /^nat-postrouting-(in|out)__/, about: 'masquerades what goes to (in) or comes from (out) one network' },
    { name: /^raw-PREROUTING$/, about: 'keeps containers from being reached past their published ports' },
  ],
}
