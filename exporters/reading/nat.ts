import type { NatReport } from '../../agent/firewall/nat/record.ts'
import { natReport } from '../../agent/firewall/nat/report.ts'
import { analysedTables } from '../../agent/firewall/ruleset/analyse.ts'
import { withCounters } from '../../agent/firewall/ruleset/counters.ts'
import type { View } from '../../agent/live/view.ts'

/** The published ports of the engine, or of the host without one, with the newest counters. */
export const natOf = ({ snapshot, usage }: View): NatReport => {
  const netns = snapshot.engine?.netns ?? snapshot.namespaces.find(({ root }) => root)?.id ?? null
  return natReport(snapshot, netns === null ? [] : withCounters(analysedTables(snapshot, netns), usage, netns))
}
