import type { PublishedPort } from '../../collectors/containers/record.ts'

export const portLabelNames = ['protocol', 'host_ip', 'host_port', 'container_port'] as const

/** The labels of a published port, the same in all metrics. */
export const portLabels = ({ protocol, hostIp, hostPort, containerPort }: PublishedPort) => ({
  protocol,
  host_ip: hostIp ?? '',
  host_port: hostPort ?? '',
  container_port: containerPort,
})
