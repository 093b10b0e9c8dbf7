import type { Collector, Look, NetnsId } from './collector.ts'
import { NETLINK_NETFILTER } from './linux/socket.ts'
import { type Nftables, readNftables } from './netfilter/nftables/read-nftables.ts'
import { type NftTable, nftTableShape } from './netfilter/nftables/record.ts'
import { ofNamespace } from './of-namespace.ts'
import { withCapability } from './with-capability.ts'

/** A table of nf_tables, and where it is. */
export type NftTableRecord = { readonly netns: NetnsId } & NftTable

/** A ruleset as it was read, and the records made of it. */
export interface NftablesMemory {
  readonly reading: Nftables
  readonly records: readonly NftTableRecord[]
  /** The kernel raises the generation a moment before the change is there: what was read then is read once more. */
  readonly isFresh: boolean
}

/** nf_tables: native rules, and those of iptables-nft and its like. Read again only when a program has changed something. */
export const nftables: Collector<NftTableRecord> = {
  shape: ofNamespace(nftTableShape),
  shared: true,
  from: 'inside',
  collect: (look) => {
    if (!look.isLoaded('nf_tables')) return []
    const known = look.memory.nftables.last(look.netns)
    const mustRead = known === undefined || known.isFresh || (look.thorough && known.records.some(changesByItself))
    const previous = mustRead ? undefined : known.reading
    const reading = withCapability('CAP_NET_ADMIN', () => readNftables(look.connectionTo(NETLINK_NETFILTER), previous))
    tell(reading, look)
    if (known?.reading === reading) return known.records
    const records = reading.tables.map((table) => ({ netns: look.netns, ...table }))
    const isFresh = known?.reading.generation !== reading.generation
    look.memory.nftables.note(look.netns, { reading, records, isFresh })
    return records
  },
}

/** Packets add elements to such sets, and time takes them away. */
const changesByItself = ({ sets }: NftTable): boolean =>
  sets.some(({ flags }) => flags.includes('eval') || flags.includes('timeout'))

const tell = ({ interrupted, malformed }: Nftables, { report }: Look): void => {
  if (interrupted) report('interrupted', 'the rules kept changing while they were read; some may be missing')
  for (const { message } of malformed) report('malformed', message)
}
