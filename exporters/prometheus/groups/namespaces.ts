import { metric } from '../metric.ts'

export const namespaces = [
  metric({
    name: 'netloupe_namespaces',
    type: 'gauge',
    help: 'Network namespaces, the one of the host among them.',
    labels: [],
    rows: ({ snapshot }) => [{ labels: {}, value: snapshot.namespaces.length }],
  }),
]
