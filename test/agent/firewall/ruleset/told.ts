import { rulesetOf } from '../../../../agent/firewall/ruleset/build.ts'
import type { FirewallChain, FirewallRule, Ruleset } from '../../../../agent/firewall/ruleset/record.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { Usage } from '../../../../collectors/usage-record.ts'
import { exampleSnapshot } from '../../../exporters/example-snapshot.ts'
import { savedTables } from '../facts/saved-tables.ts'

/** The example's host with other rules, and without an engine. */
const hostWith = (change: Partial<Snapshot>): Snapshot => ({
  ...exampleSnapshot,
  engine: null,
  containers: [],
  networks: [],
  nftables: [],
  xtables: [],
  ...change,
})

const host = '1'

/** How the rules of the host are told. @param legacy as iptables-save writes them */
export const told = (legacy: string, change: Partial<Snapshot> = {}, usage: Usage | null = null): Ruleset => {
  const xtables = savedTables(legacy).map((table) => ({ ...table, netns: host }))
  return rulesetOf(hostWith({ xtables, ...change }), { netns: host, key: 'netns:1', title: 'x', usage })
}

/** The engine works on the host, and has the network `shop` (br-shop, 172.18.0.0/16) with the container `web` (172.18.0.2). */
export const shop: Partial<Snapshot> = {
  engine: exampleSnapshot.engine,
  containers: exampleSnapshot.containers,
  networks: exampleSnapshot.networks,
}

export const chainOf = (ruleset: Ruleset, name: string, table = 0): FirewallChain => {
  const found = ruleset.tables[table]?.chains.find((chain) => chain.name === name)
  if (found === undefined) throw new Error(`there is no chain ${name}`)
  return found
}

/** Who wrote a rule and what it is for, as `writer: meaning`. */
export const note = ({ writer, meaning }: FirewallRule): string =>
  [writer, meaning].filter((word) => word !== null).join(': ')
