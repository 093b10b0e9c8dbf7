import type { Group } from '../group.ts'
import { containerTable } from '../metric.ts'

const states = ['sleeping', 'running', 'stopped', 'uninterruptible'] as const

const metrics = [
  containerTable({
    name: 'container_tasks_state',
    type: 'gauge',
    help: 'Threads by state; those that wait for a disk are uninterruptible.',
    labels: ['state'],
    each: ({ processes }) => {
      const tasks = processes?.tasks
      return tasks === undefined ? [] : states.map((state) => ({ labels: { state }, value: tasks[state] }))
    },
  }),
]

export const tasks: Group = { about: 'threads by state', on: false, reads: ['tasks'], metrics }
