import type { PublishedPort } from '../../collectors/containers/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** A host port, the container behind it, and the port there. */
export interface Publication {
  readonly port: { readonly protocol: PublishedPort['protocol']; readonly ip: string; readonly port: number }
  readonly containerId: string
  readonly containerPort: number
}

/** What is published now. A container that does not run only has the intention. */
export const publishedPorts = (snapshot: Snapshot): Publication[] =>
  snapshot.containers
    .filter(({ state }) => state === 'running' || state === 'paused')
    .flatMap(({ id, ports }) =>
      ports.flatMap(({ protocol, hostIp, hostPort, containerPort }) =>
        hostPort === undefined
          ? []
          : [{ port: { protocol, ip: hostIp || '0.0.0.0', port: hostPort }, containerId: id, containerPort }],
      ),
    )
