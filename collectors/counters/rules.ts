import type { NetnsId } from '../collector.ts'
import { nfgenmsgBytes } from '../netfilter/nfnetlink.ts'
import type { Family } from '../netfilter/nftables/families.ts'
import { familyOf } from '../netfilter/nftables/families.ts'
import { chain } from '../netfilter/nftables/messages/chain.ts'
import { readRuleCounters } from '../netfilter/nftables/read-rule-counters.ts'
import { readLegacyCounters } from '../netfilter/xtables/legacy/read.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import type { NftCounters, XtCounters } from './record.ts'

/**
 * What the rules of nf_tables counted, in the namespace that the connection (NETLINK_NETFILTER) is in. Nothing else of the
 * rules is decoded: a millisecond or two for a thousand of them.
 * @param tables those of the last look; one that is gone has no counters
 * @throws KernelError, DecodeError
 */
export const readNftCounters = (
  connection: NetlinkConnection,
  netns: NetnsId,
  tables: readonly { readonly family: Family; readonly table: string }[],
): readonly NftCounters[] => {
  const policies = readPolicies(connection)
  return tables.map(({ family, table }) => {
    const counted = [...readRuleCounters(connection, { family, table })]
    return {
      netns,
      family,
      table,
      handles: counted.map(([handle]) => handle),
      packets: counted.map(([, { packets }]) => packets),
      bytes: counted.map(([, { bytes }]) => bytes),
      policies: policies.get(`${family} ${table}`) ?? [],
    }
  })
}

type Policies = NftCounters['policies']

/** By family and table. */
const readPolicies = (connection: NetlinkConnection): ReadonlyMap<string, Policies> => {
  const found = new Map<string, Policies[number][]>()
  for (const { family, table, name, counters } of connection.dump(chain, { header: nfgenmsgBytes(0) }).records) {
    if (counters?.packets === undefined || counters.bytes === undefined || name === undefined) continue
    const key = `${familyOf(family) ?? family} ${table}`
    const list = found.get(key) ?? []
    list.push({ chain: name, packets: counters.packets, bytes: counters.bytes })
    found.set(key, list)
  }
  return found
}

/** What the rules of all legacy tables counted, in the namespace where the thread is now. @throws KernelError */
export const readXtCounters = (netns: NetnsId): readonly XtCounters[] =>
  readLegacyCounters().map(({ family, name, chains }) => ({
    netns,
    family,
    table: name,
    chains: chains.map((one) => ({
      name: one.name,
      packets: one.rules.map(({ packets }) => packets),
      bytes: one.rules.map(({ bytes }) => bytes),
    })),
    policies: chains.flatMap((one) => (one.policy === null ? [] : [{ chain: one.name, ...one.policy }])),
  }))
