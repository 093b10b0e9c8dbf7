import type { NetnsId } from '../../../collectors/collector.ts'
import type { Container } from '../../../collectors/containers/record.ts'

/** A port of the host, and what it is to lead to. */
export interface Publication {
  readonly protocol: string
  /** `0.0.0.0` and `::` are all addresses. */
  readonly hostAddress: string
  readonly hostPort: number
  readonly containerPort: number
  /** The engine says so; otherwise only a rule does. */
  readonly declared: boolean
  readonly container: Container | null
  /** Where the target is; null when that could not be seen. */
  readonly netns: NetnsId | null
  /** Addresses that it may lead to: those of the container. */
  readonly targets: readonly string[]
}

const liveStates: readonly Container['state'][] = ['running', 'paused']

/** It has processes: what it publishes is to be there. */
export const isLive = ({ state }: Container): boolean => liveStates.includes(state)

/** What the engine publishes, or would if the container ran. */
export const declaredPublications = (
  containers: readonly Container[],
  addressesIn: (netns: NetnsId) => readonly string[],
): readonly Publication[] =>
  containers.flatMap((container) => {
    const { ports, endpoints, netns } = container
    const told = endpoints.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]).filter((address) => address !== '')
    // A task of a swarm publishes on an address of docker_gwbridge, which its endpoints do not tell.
    const targets = [...new Set([...told, ...(netns === null ? [] : addressesIn(netns))])]
    return ports.flatMap(({ protocol, hostIp, hostPort = 0, hostPortEnd, containerPort }) =>
      hostPort === 0 || hostPortEnd !== undefined
        ? []
        : [
            {
              protocol,
              hostAddress: hostIp || '0.0.0.0',
              hostPort,
              containerPort,
              declared: true,
              container,
              netns,
              targets,
            },
          ],
    )
  })
