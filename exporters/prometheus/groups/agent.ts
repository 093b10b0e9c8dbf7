import { metric } from '../metric.ts'

/** The agent itself, and how its last look at the host went. */
export const agent = [
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
    help: 'When the look at the host began that all of these metrics come from.',
    labels: [],
    rows: ({ snapshot }) => [{ labels: {}, value: Date.parse(snapshot.takenAt) / 1000 }],
  }),
  metric({
    name: 'netloupe_snapshot_duration_seconds',
    type: 'gauge',
    help: 'How long that look took.',
    labels: [],
    rows: ({ snapshot }) => [{ labels: {}, value: snapshot.tookMs / 1000 }],
  }),
  metric({
    name: 'netloupe_scrape_collector_duration_seconds',
    type: 'gauge',
    help: 'How long all reads of a collector took together.',
    labels: ['collector'],
    rows: ({ snapshot }) =>
      snapshot.runs.map(({ collector, durationSeconds }) => ({ labels: { collector }, value: durationSeconds })),
  }),
  metric({
    name: 'netloupe_scrape_collector_success',
    type: 'gauge',
    help: '1 if a collector read everything that it should have, else 0.',
    labels: ['collector'],
    rows: ({ snapshot }) =>
      snapshot.runs.map(({ collector, success }) => ({ labels: { collector }, value: success ? 1 : 0 })),
  }),
  metric({
    name: 'netloupe_scrape_collector_problems',
    type: 'gauge',
    help: 'Problems that a collector met, by kind; what vanished meanwhile or is unknown to this kernel is no failure.',
    labels: ['collector', 'kind'],
    rows: ({ snapshot }) =>
      [...Map.groupBy(snapshot.problems, ({ collector, kind }) => `${collector} ${kind}`).values()].flatMap((alike) =>
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
