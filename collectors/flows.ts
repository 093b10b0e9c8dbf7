import type { Collector, Look } from './collector.ts'
import { NETLINK_NETFILTER, openNetlink } from './linux/socket.ts'
import { conntrackExpectation, readExpectations } from './netfilter/conntrack/expectation.ts'
import { eachConntrackEntry } from './netfilter/conntrack/read-entries.ts'
import { type ConntrackEntry, conntrackEntryShape } from './netfilter/conntrack/record.ts'
import { conntrackSummaryShape, summariseConntrack } from './netfilter/conntrack/summary.ts'
import { countConntrackEntries } from './netfilter/conntrack/totals.ts'
import { NetlinkConnection } from './netlink/connection.ts'
import type { Turns } from './turns.ts'
import { type Infer, list, optional, record, text } from './wire/shape.ts'
import { withCapability } from './with-capability.ts'

export const flowsShape = record({
  netns: text,
  entries: list(conntrackEntryShape),
  /** Of all entries, where there are more than were read. */
  summary: optional(conntrackSummaryShape),
  expectations: list(conntrackExpectation),
})

/** The connections that a namespace tracks. One without any has no record. */
export type Flows = Infer<typeof flowsShape>

/** An entry is some 600 bytes. */
const mostEntries = 10_000

/** Tracked connections, for whoever asks for them: a snapshot that is saved has them, an agent's own has not (`readFlows`). */
export const flows: Collector<Flows> = {
  shape: flowsShape,
  from: 'inside',
  collect: (look) => {
    if (!look.wantsFlows || !look.isLoaded('nf_conntrack_netlink')) return []
    const read = beginFlows(look, look.connectionTo(NETLINK_NETFILTER))
    if (read !== null) look.postpone(async (turns) => [await read(turns)])
    return []
  },
}

/**
 * Opens what is needed inside a namespace; what is returned reads there from anywhere, and must be called. Null: nothing is tracked.
 * @param connection NETLINK_NETFILTER of the namespace
 * @throws KernelError (needs CAP_NET_ADMIN)
 */
export const beginFlows = (
  { netns, report }: Pick<Look, 'netns' | 'report'>,
  connection: NetlinkConnection,
): ((turns: Turns) => Promise<Flows>) | null => {
  if (withCapability('CAP_NET_ADMIN', () => countConntrackEntries(connection)) === 0) return null
  const open = (): NetlinkConnection => new NetlinkConnection(openNetlink(NETLINK_NETFILTER))
  // A dump that ends early closes its socket.
  const [entriesSocket, others] = [open(), open()]
  return async (turns: Turns) => {
    using _first = entriesSocket
    using second = others
    const entries: ConntrackEntry[] = []
    const visit = (entry: ConntrackEntry): void => void entries.push(entry)
    const dump = await eachConntrackEntry(entriesSocket, { most: mostEntries, visit }, turns)
    for (const { message } of dump.malformed) report('malformed', message)
    const { expectations } = await readExpectations(second, turns)
    const summary = dump.endedEarly ? { summary: (await summariseConntrack(second, turns)).summary } : {}
    return { netns, entries, ...summary, expectations }
  }
}
