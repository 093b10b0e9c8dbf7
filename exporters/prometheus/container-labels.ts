import { remembered } from '../../agent/indexes/remembered.ts'
import type { Container } from '../../collectors/containers/record.ts'
import { labelText } from './label-value.ts'

/**
 * The Docker labels that become labels of container metrics, because public dashboards ask for them. All others stay out
 * unless they are asked for: labels may hold secrets, and as many as there are become time series.
 */
export const usualLabels = [
  'com.docker.compose.project',
  'com.docker.compose.service',
  'com.docker.compose.container-number',
  'com.docker.compose.project.working_dir',
  'com.docker.swarm.service.name',
  'com.docker.swarm.node.id',
  'com.docker.swarm.task.name',
  'com.docker.stack.namespace',
  'org.label-schema.group',
] as const

/** The labels of a container as they are written in a series. */
export type ContainerLabels = (container: Container) => string

/** As cAdvisor names it. */
const metricLabel = (label: string): string => `container_label_${label.replace(/[^a-zA-Z0-9_]/g, '_')}`

/**
 * Writes the labels of containers, once for each record of a container. `id` is the path of the cgroup: dashboards match it
 * against `/docker/…` and `/system.slice/docker-….scope`.
 * @param wanted Docker labels, or `all`. Of two that become the same label of a metric, the first by name counts.
 */
export const containerLabels = (wanted: readonly string[] | 'all'): ContainerLabels => {
  const paths = new Map<string, string>()
  return remembered((container) => {
    if (container.cgroup !== undefined) paths.set(container.id, container.cgroup)
    if (paths.size > mostPaths) paths.clear()
    return written({ ...container, cgroup: container.cgroup ?? paths.get(container.id) ?? `/${container.id}` }, wanted)
  })
}

/** A container that does not run has no cgroup; its series keep the path of the one that it had. */
const mostPaths = 10_000

const written = (
  { cgroup, name, image, labels }: Container & { readonly cgroup: string },
  wanted: readonly string[] | 'all',
): string => {
  const own = new Map<string, string>()
  for (const label of (wanted === 'all' ? Object.keys(labels) : wanted).toSorted()) {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined
    if (value !== undefined && value !== '' && !own.has(metricLabel(label))) own.set(metricLabel(label), value)
  }
  const pairs = [...own, ['id', cgroup] as const, ['image', image] as const, ['name', name] as const]
  return pairs
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}=${labelText(value)}`)
    .join(',')
}
