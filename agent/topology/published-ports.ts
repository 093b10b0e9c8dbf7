import type { Container, PublishedPort } from '../../collectors/containers/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** A host port, the container behind it, and the port there. */
export interface Publication {
  readonly port: { readonly protocol: PublishedPort['protocol']; readonly ip: string; readonly port: number }
  readonly containerId: string
  readonly containerPort: number
  /** As the engine told it. */
  readonly published: PublishedPort
}

/** What is published now. A container that does not run only has the intention. */
export const publishedPorts = ({ containers }: Pick<Snapshot, 'containers'>): Publication[] =>
  containers.flatMap(publicationsOf)

export const publicationsOf = ({ id, state, ports }: Container): Publication[] => {
  if (state !== 'running' && state !== 'paused') return []
  return ports.flatMap((published) => {
    const { protocol, hostIp, hostPort, containerPort } = published
    if (hostPort === undefined) return []
    return [{ port: { protocol, ip: hostIp || '0.0.0.0', port: hostPort }, containerId: id, containerPort, published }]
  })
}
