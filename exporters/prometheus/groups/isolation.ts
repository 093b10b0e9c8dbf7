import type { Group } from '../group.ts'
import { metric } from '../metric.ts'

const metrics = [
  metric({
    name: 'netloupe_isolation_findings',
    type: 'gauge',
    help: 'What isolates containers less than it could, as `netloupe audit` finds it, by severity and check; those that find nothing have no series.',
    labels: ['severity', 'check'],
    rows: ({ audit }) => {
      const groups = Map.groupBy(audit?.findings ?? [], ({ severity, check }) => `${severity} ${check}`)
      return [...groups.values()].flatMap(([first, ...others]) =>
        first === undefined
          ? []
          : [{ labels: { severity: first.severity, check: first.check }, value: 1 + others.length }],
      )
    },
  }),
]

export const isolation: Group = {
  about: 'how many faults in the isolation of containers there are',
  on: true,
  reads: [],
  metrics,
}
