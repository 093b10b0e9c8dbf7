import type { CollectorRun } from '../../../collectors/runs.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { type Metric, metric } from '../metric.ts'
import { samples } from '../samples.ts'
import type { Scrape } from '../scrape.ts'

/** Collectors of the last look at the host, and those that read the counters since. */
const runsOf = ({ snapshot, usage }: Scrape): CollectorRun[] => [...snapshot.runs, ...(usage?.runs ?? [])]

const ofCollector = (
  name: string,
  {
    read,
    ...definition
  }: {
    type: 'gauge' | 'counter'
    help: string
    places?: number
    read: (collector: Usage['collector']) => Count | undefined
  },
): Metric =>
  metric({
    ...definition,
    name: `netloupe_collector_${name}`,
    labels: [],
    rows: ({ usage }) => (usage ? samples([[{}, read(usage.collector)]]) : []),
  })

const metrics = [
  metric({
    name: 'netloupe_build_info',
    type: 'gauge',
    help: 'Version of netloupe, of Node and of the kernel of the host; always 1.',
    labels: ['version', 'node', 'kernel'],
    rows: ({ snapshot: { version, host } }) => [
      { labels: { version, node: process.versions.node, kernel: host?.kernel ?? '' }, value: 1 },
    ],
  }),
  metric({
    name: 'netloupe_snapshot_timestamp_seconds',
    type: 'gauge',
    help: 'When the look at the host began that names, states and topology come from.',
    labels: [],
    rows: ({ snapshot }) => [{ labels: {}, value: Date.parse(snapshot.takenAt) / 1000 }],
  }),
  metric({
    name: 'netloupe_snapshot_duration_seconds',
    type: 'gauge',
    help: 'How long that look took.',
    labels: [],
    places: 6,
    rows: ({ snapshot }) => [{ labels: {}, value: Math.round(snapshot.tookMs * 1000) }],
  }),
  metric({
    name: 'netloupe_usage_timestamp_seconds',
    type: 'gauge',
    help: 'When the reading of the counters began.',
    labels: [],
    rows: ({ usage }) => (usage ? [{ labels: {}, value: Date.parse(usage.takenAt) / 1000 }] : []),
  }),
  metric({
    name: 'netloupe_usage_duration_seconds',
    type: 'gauge',
    help: 'How long that reading took.',
    labels: [],
    places: 6,
    rows: ({ usage }) => (usage ? [{ labels: {}, value: Math.round(usage.tookMs * 1000) }] : []),
  }),
  ofCollector('cpu_seconds_total', {
    type: 'counter',
    help: 'Processor time of the process that reads the kernel.',
    places: 6,
    read: ({ cpuMicroseconds }) => cpuMicroseconds,
  }),
  ofCollector('resident_memory_bytes', {
    type: 'gauge',
    help: 'Resident memory of that process.',
    read: ({ residentBytes }) => residentBytes,
  }),
  ofCollector('open_files', {
    type: 'gauge',
    help: 'Open files of that process.',
    read: ({ openFiles }) => openFiles,
  }),
  ofCollector('events_total', {
    type: 'counter',
    help: 'Messages in which the kernel told of changes.',
    read: ({ events }) => events?.heard,
  }),
  ofCollector('event_overruns_total', {
    type: 'counter',
    help: 'How often such messages were lost because they came faster than they were read; everything was read anew then.',
    read: ({ events }) => events?.overruns,
  }),
  ofCollector('missed_changes_total', {
    type: 'counter',
    help: 'Changes of which the kernel did not tell, found by the look that reads everything anew.',
    read: ({ events }) => events?.missed,
  }),
  metric({
    name: 'netloupe_scrape_collector_duration_seconds',
    type: 'gauge',
    help: 'How long all reads of one kind took together; the label names what is read, not the switch of a group of metrics.',
    places: 6,
    labels: ['collector'],
    rows: (scrape) =>
      runsOf(scrape).map(({ collector, durationSeconds }) => ({
        labels: { collector },
        value: Math.round(durationSeconds * 1_000_000),
      })),
  }),
  metric({
    name: 'netloupe_scrape_collector_success',
    type: 'gauge',
    help: '1 if a collector read everything that it should have, else 0.',
    labels: ['collector'],
    rows: (scrape) =>
      runsOf(scrape).map(({ collector, success }) => ({ labels: { collector }, value: success ? 1 : 0 })),
  }),
  metric({
    name: 'netloupe_scrape_collector_problems',
    type: 'gauge',
    help: 'Problems that a collector met, by kind; what vanished meanwhile or is unknown to this kernel is no failure.',
    labels: ['collector', 'kind'],
    rows: ({ snapshot, usage }) =>
      [
        ...Map.groupBy(
          [...snapshot.problems, ...(usage?.problems ?? [])],
          ({ collector, kind }) => `${collector} ${kind}`,
        ).values(),
      ].flatMap((alike) =>
        alike.slice(0, 1).map(({ collector, kind }) => ({ labels: { collector, kind }, value: alike.length })),
      ),
  }),
  metric({
    name: 'netloupe_docker_up',
    type: 'gauge',
    help: '1 if the Docker engine answered, 0 if not; absent when it is not to be asked.',
    labels: [],
    rows: ({ snapshot: { runs, engine } }) =>
      runs.some(({ collector }) => collector === 'docker') ? [{ labels: {}, value: engine === null ? 0 : 1 }] : [],
  }),
]

export const agent: Group = {
  about: 'the agent itself, and how its collectors fare',
  on: true,
  reads: [],
  metrics,
}
