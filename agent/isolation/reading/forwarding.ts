import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Context } from '../context.ts'

/** A container with several networks of its own. */
export interface DualHomed {
  readonly container: Container
  readonly netns: string
  readonly networks: readonly string[]
}

/** Those in the host's namespace are in all networks anyway. */
export const dualHomed = ({ snapshot, hostNetns }: Context): readonly DualHomed[] =>
  snapshot.containers.flatMap((container) => {
    const { netns, endpoints } = container
    return netns === null || hostNetns.has(netns) || endpoints.length < 2
      ? []
      : [{ container, netns, networks: endpoints.map(({ networkName }) => networkName) }]
  })

const switches = ['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding']

/** The settings by which a namespace forwards packets. */
export const forwardingIn = ({ sysctls }: Snapshot, netns: string): readonly string[] => {
  const values = sysctls.find((settings) => settings.netns === netns)?.values ?? {}
  return switches.filter((name) => values[name] === 1)
}
