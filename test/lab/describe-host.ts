import type { DockerHost } from './docker-host.ts'
import type { PlainHost } from './plain-host.ts'

/** What the lab's command prints about a host; with `--json` as it is. */
export type HostDescription = {
  readonly name: string
  readonly netns: string
  readonly inode: number
  readonly pid: number
  readonly world: string | undefined
  readonly dockerHost: string | undefined
  readonly containers: readonly ContainerDescription[]
}

type ContainerDescription = {
  readonly name: string
  readonly netns: string
  readonly inode: number
  readonly pid: number
  readonly addresses: readonly string[]
}

export const describeHost = (host: PlainHost | DockerHost): HostDescription => ({
  name: host.name,
  netns: host.netns,
  inode: host.inode,
  pid: host.pid,
  world: host.world?.netns,
  dockerHost: 'dockerHost' in host ? host.dockerHost : undefined,
  containers: 'containers' in host ? host.containers.map(describeContainer) : [],
})

const describeContainer = ({ name, netns, inode, pid, addresses }: ContainerDescription): ContainerDescription => ({
  name,
  netns,
  inode,
  pid,
  addresses,
})

export const printHost = (host: HostDescription): string => {
  const lines = [
    `host ${host.name}: namespace ${host.netns} (${host.inode}), pid ${host.pid}`,
    ...host.containers.map(
      ({ name, netns, pid, addresses }) =>
        `  ${name}: namespace ${netns}, pid ${pid}, ${addresses.join(' ') || 'no network'}`,
    ),
    ...(host.world ? [`  outside, beyond uplink0: namespace ${host.world}`] : []),
    `  look: nsenter --net=/run/netns/${host.netns} ip addr`,
    ...(host.dockerHost ? [`  look: DOCKER_HOST=${host.dockerHost} docker ps`] : []),
  ]
  return `${lines.join('\n')}\n`
}
