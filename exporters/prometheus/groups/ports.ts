import type { PublishedPort } from '../../../collectors/containers/record.ts'
import type { Listener } from '../../../collectors/counters/record.ts'
import type { Group } from '../group.ts'
import { containerTable } from '../metric.ts'
import { portLabelNames, portLabels } from '../port-labels.ts'

const metrics = [
  containerTable({
    name: 'netloupe_published_port_listening',
    type: 'gauge',
    help: 'Whether something listens in the container on a port that the host publishes, other than on its loopback address.',
    labels: portLabelNames,
    each: ({ container, running, view: { usage } }) => {
      if (!container || !running || container.netns === null || !usage) return []
      const listeners = usage.listeners.filter(({ netns }) => netns === container.netns)
      return container.ports.filter(isWatched).map((port) => ({
        labels: portLabels(port),
        value: listeners.some((listener) => serves(listener, port)) ? 1 : 0,
      }))
    },
  }),
]

/** Sockets of SCTP are not asked for. */
const isWatched = ({ hostPort, protocol }: PublishedPort): boolean => hostPort !== undefined && protocol !== 'sctp'

const serves = (listener: Listener, { protocol, containerPort }: PublishedPort): boolean =>
  listener.protocol === protocol && listener.port === containerPort && !listener.loopback

export const ports: Group = {
  about: 'whether published ports have a listener',
  on: true,
  reads: ['listeners'],
  metrics,
}
