import type { Container } from '../../collectors/containers/record.ts'

/**
 * The Docker labels that become labels of container metrics, because public dashboards ask for them. All others stay out:
 * labels may hold secrets, and as many as there are become time series.
 */
const exported = [
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

/** As cAdvisor names it. */
const metricLabel = (label: string): string => `container_label_${label.replace(/[^a-zA-Z0-9_]/g, '_')}`

export const containerLabelNames: readonly string[] = exported.map(metricLabel)

/** `id` is the path of the cgroup: dashboards match it against `/docker/…` and `/system.slice/docker-….scope`. */
export const containerLabels = ({ id, cgroup, name, image, labels }: Container): { [name: string]: string } => {
  const own: { [name: string]: string } = { id: cgroup ?? `/${id}`, name, image }
  for (const label of exported) {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined
    if (value !== undefined) own[metricLabel(label)] = value
  }
  return own
}
