import { type Container, containerStates } from '../../../collectors/containers/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, containerTable, type Metric, metric } from '../metric.ts'
import { networkOwners } from '../network-owners.ts'

/** The engine told of it; of others only processes show that they are there. */
const isTold = ({ state }: Container): boolean => state !== 'unknown'
const hasStopped = ({ state }: Container): boolean => state === 'exited' || state === 'dead' || state === 'restarting'

/** A figure that the engine tells. */
const told = (
  { name, type, help }: { name: string; type: 'gauge' | 'counter'; help: string },
  read: (container: Container) => Count | undefined,
): Metric =>
  containerMetric({
    name,
    type,
    help,
    value: ({ container }) => (container !== null && isTold(container) ? read(container) : undefined),
  })

/** Unix time; undefined for what never happened. */
const seconds = (moment: string | null | undefined): number | undefined => {
  const time = moment ? Date.parse(moment) / 1000 : Number.NaN
  return Number.isFinite(time) ? time : undefined
}

const healthStates = { healthy: 1, starting: 0, unhealthy: 0, none: -1 } as const

const metrics = [
  containerMetric({
    name: 'container_last_seen',
    type: 'gauge',
    help: 'When it was last seen running, in Unix time; it stands still for a while after it stopped.',
    value: ({ running, view: { usage, snapshot } }) =>
      running ? Date.parse(usage?.takenAt ?? snapshot.takenAt) / 1000 : undefined,
    departed: ({ seconds }) => seconds,
  }),
  containerMetric({
    name: 'container_creation_time_seconds',
    type: 'gauge',
    help: 'When a running container was made, in Unix time; of the host, when it booted.',
    value: ({ container, running, view: { snapshot } }) =>
      running ? seconds(container === null ? snapshot.host?.bootTime : container.createdAt) : undefined,
  }),
  containerMetric({
    name: 'container_start_time_seconds',
    type: 'gauge',
    help: 'When a running container was last started, in Unix time; of the host, when it booted.',
    value: ({ container, running, view: { snapshot } }) =>
      running ? seconds(container === null ? snapshot.host?.bootTime : container.startedAt) : undefined,
  }),
  containerMetric({
    name: 'container_health_state',
    type: 'gauge',
    help: 'Healthcheck of a running container: 1 healthy, 0 starting or unhealthy, -1 none.',
    value: ({ container, running }) =>
      container !== null && running && isTold(container) ? healthStates[container.health] : undefined,
  }),
  metric({
    name: 'netloupe_containers',
    type: 'gauge',
    help: 'Containers by state; unknown are those of which only processes show that they are there.',
    labels: ['state'],
    rows: ({ snapshot }) =>
      containerStates.map((state) => ({
        labels: { state },
        value: snapshot.containers.filter((container) => container.state === state).length,
      })),
  }),
  containerTable({
    name: 'netloupe_container_info',
    type: 'gauge',
    help: 'What a container is, whatever its state; always 1.',
    labels: ['container_id', 'image_id', 'runtime', 'network_mode', 'restart_policy'],
    each: ({ container }) =>
      container === null
        ? []
        : [
            {
              labels: {
                container_id: container.id,
                image_id: container.imageId,
                runtime: container.runtime,
                network_mode: plainMode(container.networkMode),
                restart_policy: container.restartPolicy,
              },
              value: 1,
            },
          ],
  }),
  containerTable({
    name: 'netloupe_container_state',
    type: 'gauge',
    help: 'Its state; always 1. Only the present one has a series.',
    labels: ['state'],
    each: ({ container }) => (container === null ? [] : [{ labels: { state: container.state }, value: 1 }]),
  }),
  told(
    {
      name: 'netloupe_container_restarts_total',
      type: 'counter',
      help: 'How often the engine restarted it since somebody last started it.',
    },
    ({ restartCount }) => restartCount,
  ),
  told(
    {
      name: 'netloupe_container_exit_code',
      type: 'gauge',
      help: 'Exit code of its last run, only while it does not run.',
    },
    (container) => (hasStopped(container) ? container.exitCode : undefined),
  ),
  told(
    {
      name: 'netloupe_container_finished_time_seconds',
      type: 'gauge',
      help: 'When its last run ended, in Unix time, only while it does not run.',
    },
    (container) => (hasStopped(container) ? seconds(container.finishedAt) : undefined),
  ),
  told(
    {
      name: 'netloupe_container_oom_killed',
      type: 'gauge',
      help: '1 if the engine saw a process of this or the last run killed for want of memory, else 0.',
    },
    ({ oomKilled }) => (oomKilled ? 1 : 0),
  ),
  containerTable({
    name: 'netloupe_container_health_status',
    type: 'gauge',
    help: 'What its healthcheck says, if it has one and runs; always 1. Only the present status has a series.',
    labels: ['status'],
    each: ({ container, running }) =>
      container === null || !running || container.health === 'none'
        ? []
        : [{ labels: { status: container.health }, value: 1 }],
  }),
  metric({
    name: 'netloupe_container_network_namespace_info',
    type: 'gauge',
    help:
      'Network namespace of a container by inode, and the container to whose name the counters of that namespace go ' +
      '(none for the host); always 1.',
    labels: ['name', 'netns', 'mode', 'owner'],
    rows: ({ snapshot }) => {
      const inodes = new Map(snapshot.namespaces.map(({ id, inode }) => [id, inode]))
      const owners = networkOwners(snapshot)
      return snapshot.containers.flatMap(({ name, networkMode, netns }) => {
        const inode = netns === null ? null : (inodes.get(netns) ?? null)
        if (netns === null || inode === null) return []
        const mode = plainMode(networkMode)
        return [{ labels: { name, netns: inode, mode, owner: owners.get(netns)?.name ?? '' }, value: 1 }]
      })
    },
  }),
]

/** A mode `container:ID` would be another series whenever that container is made anew. */
const plainMode = (networkMode: string): string => networkMode.replace(/:.*/s, '')

export const containers: Group = { about: 'state, age and health of containers', on: true, reads: [], metrics }
