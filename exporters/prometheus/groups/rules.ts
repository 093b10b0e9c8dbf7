import { analysedTables } from '../../../agent/firewall/ruleset/analyse.ts'
import type { AnalysedChain, AnalysedRule, AnalysedTable } from '../../../agent/firewall/ruleset/analysis.ts'
import type { Counted } from '../../../agent/firewall/ruleset/counters.ts'
import { remembered } from '../../../agent/indexes/remembered.ts'
import { publicationsOf } from '../../../agent/topology/published-ports.ts'
import { publishingRulesOf } from '../../../agent/topology/publishing-rules.ts'
import type { NetnsId } from '../../../collectors/collector.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { sum } from '../../../collectors/wire/count.ts'
import { hostNamespaces } from '../../reading/host-namespaces.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric, metric } from '../metric.ts'
import { netnsLabels } from '../netns-labels.ts'
import { portLabelNames, portLabels } from '../port-labels.ts'
import { counted } from '../rule-counters.ts'
import type { Scrape } from '../scrape.ts'

type What = keyof Counted

/** Of one namespace. What a program such as fail2ban writes for each address that it bans has no bound of its own. */
const mostRules = 500

const dropped = (what: What): Metric =>
  metric({
    name: `netloupe_firewall_dropped_${what}_total`,
    type: 'counter',
    help:
      `${what === 'packets' ? 'Packets' : 'Bytes'} that a rule of the host's firewall dropped or rejected, by the rule as its tool writes it; ` +
      `rule="policy" is what the policy of the chain dropped, rule="others" the sum of all rules beyond ${mostRules}; only where the rule counts.`,
    labels: ['netns', 'backend', 'family', 'table', 'chain', 'rule'],
    rows: (scrape) => hostNamespaces(scrape.snapshot).flatMap((netns) => droppedIn(scrape, netns, what)),
  })

interface Series {
  readonly labels: { readonly [label: string]: string | number | undefined }
  value: Counted[What]
}

const droppedIn = (scrape: Scrape, netns: NetnsId, what: What): readonly Series[] => {
  const { snapshot, usage } = scrape
  const host = hostLabel(snapshot, netns)
  const series = new Map<string, Series>()
  const others: Series = { labels: { ...host, rule: 'others' }, value: 0 }
  let hasOthers = false
  for (const { table, chain, rule, text, key } of droppingIn(snapshot, netns)) {
    const value = counted(usage, { netns, table, chain }, rule)?.[what]
    if (value === undefined) continue
    const known = series.get(key) ?? (series.size < mostRules ? undefined : others)
    if (known === undefined) {
      const { backend, family, name } = table
      series.set(key, { labels: { ...host, backend, family, table: name, chain, rule: text }, value })
    } else known.value = sum(known.value, value)
    hasOthers ||= known === others
  }
  return [...series.values(), ...(hasOthers ? [others] : [])]
}

/** Something that drops packets. */
interface Dropping {
  readonly table: AnalysedTable
  readonly chain: string
  /** Null: the policy. */
  readonly rule: AnalysedRule | null
  readonly text: string
  /** The same for all that are one series. */
  readonly key: string
}

/** Policies first, so that none is among the others. */
const droppingIn = (snapshot: Snapshot, netns: NetnsId): readonly Dropping[] => {
  const all = analysedTables(snapshot, netns).flatMap(droppingOf)
  return [...all.filter(({ rule }) => rule === null), ...all.filter(({ rule }) => rule !== null)]
}

/** Sought once, as long as a table stays the same. */
const droppingOf = remembered((table: AnalysedTable) => table.chains.flatMap((chain) => droppingRules(table, chain)))

const droppingRules = (table: AnalysedTable, { name, base, rules }: AnalysedChain): readonly Dropping[] => {
  const place = [table.backend, table.family, table.name, name]
  const about = (rule: AnalysedRule | null, text: string): Dropping => {
    return { table, chain: name, rule, text, key: JSON.stringify([...place, text]) }
  }
  return [
    ...(base?.policy === 'drop' ? [about(null, 'policy')] : []),
    ...rules
      .filter(({ facts: { effect } }) => effect === 'drop' || effect === 'reject')
      .map((rule) => about(rule, rule.text)),
  ]
}

/** Which namespace, on a host where the engine works in another one than the host itself. */
const hostLabel = (snapshot: Snapshot, netns: NetnsId): { readonly netns?: string | number } =>
  hostNamespaces(snapshot).length > 1 ? { netns: netnsLabels(snapshot)(netns) } : {}

const published = (what: What): Metric =>
  containerTable({
    name: `netloupe_published_port_${what}_total`,
    type: 'counter',
    help:
      `${what === 'packets' ? 'Packets' : 'Bytes'} that the rule (DNAT) of a published port counted: ` +
      'the first packet of each connection, so this is connections and not traffic; those through a proxy are not among them.',
    labels: portLabelNames,
    each: ({ container, view: { snapshot, usage } }) => {
      if (container === null) return []
      const ruleOf = publishingRulesOf(snapshot)
      return publicationsOf(container).flatMap((publication) => {
        const placed = ruleOf(publication)
        const value = placed === null ? undefined : counted(usage, placed, placed.rule)?.[what]
        return value === undefined ? [] : [{ labels: portLabels(publication.published), value }]
      })
    },
  })

const metrics = [
  metric({
    name: 'netloupe_firewall_rules',
    type: 'gauge',
    help: "Rules of a table of the host's firewall, of all its chains; a table without a rule has 0, one that is gone has no series.",
    labels: ['netns', 'backend', 'family', 'table'],
    rows: ({ snapshot }) =>
      hostNamespaces(snapshot).flatMap((netns) =>
        analysedTables(snapshot, netns).map(({ backend, family, name, chains }) => ({
          labels: { ...hostLabel(snapshot, netns), backend, family, table: name },
          value: chains.reduce((total, { rules }) => total + rules.length, 0),
        })),
      ),
  }),
  dropped('packets'),
  dropped('bytes'),
  published('packets'),
  published('bytes'),
]

export const rules: Group = {
  about: "what rules of the host's firewall dropped, and connections to published ports",
  on: true,
  reads: ['rules'],
  metrics,
}
