import { statSync } from 'node:fs'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { lookAtHost } from '../kernel/look-at.ts'
import { number, type Printed, part, printObjects, word } from '../kernel/print.ts'
import type { DockerHost } from '../lab/lab.ts'

/** Edges that Docker and `ip` say must be there, in the words of `edgesOf`. */
export interface Truth {
  readonly runsIn: string[]
  readonly attachedTo: string[]
  readonly publishes: string[]
  readonly implementing: string[]
  readonly bridgePorts: string[]
  readonly vethPeers: string[]
}

export const lookAtDocker = (host: DockerHost): Promise<Snapshot> =>
  lookAtHost({ docker: dockerAddress({ option: host.dockerHost, environment: {}, home: '/' }) })

const objects = (text: string): Printed[] => JSON.parse(text)

export const inspectAll = async (host: DockerHost): Promise<Printed[]> => {
  const ids = (await host.cli('ps', '-aq', '--no-trunc')).split('\n').filter(Boolean)
  return objects(await host.cli('inspect', ...ids))
}

const short = (id: unknown): string => word(id).slice(0, 12)
const ctr = (container: Printed): string => `ctr:${short(container['Id'])}`
const pidOf = (container: Printed): number => number(part(container, 'State')['Pid'])
const inodeOf = (pid: number): number => statSync(`/proc/${pid}/ns/net`).ino
const endpointsOf = (container: Printed): Printed[] =>
  Object.values(part(part(container, 'NetworkSettings'), 'Networks')) as Printed[]

const attachments = (container: Printed): string[] =>
  endpointsOf(container).flatMap((endpoint) => {
    if (endpoint['NetworkID'] === '') return []
    const address = (ip: string, length: string): string[] =>
      endpoint[ip] === '' ? [] : [`${endpoint[ip]}/${endpoint[length]}`]
    const addresses = [...address('IPAddress', 'IPPrefixLen'), ...address('GlobalIPv6Address', 'GlobalIPv6PrefixLen')]
    return `${ctr(container)} → net:${short(endpoint['NetworkID'])} ${addresses.join(' ')}`.trim()
  })

const publications = (container: Printed): string[] => {
  const { Status } = part(container, 'State')
  if (Status !== 'running' && Status !== 'paused') return []
  const ports = part(part(container, 'NetworkSettings'), 'Ports')
  return Object.entries(ports).flatMap(([name, bindings]) => {
    const [port = '', protocol = ''] = name.split('/')
    return ((bindings ?? []) as Printed[]).map(({ HostIp, HostPort }) => {
      const ip = word(HostIp)
      return `port:${protocol}/${ip.includes(':') ? `[${ip}]` : ip}:${HostPort} → ${ctr(container)} ${port}`
    })
  })
}

/** The ends of the veths inside, whose other ends `ip` tells the index of; that is on the host, as Docker makes it. */
const pairsOf = async (host: DockerHost, container: Printed): Promise<string[]> => {
  const inside = await host.container(word(container['Name']).slice(1))
  const inode = inodeOf(inside.pid)
  // With `--network=host`.
  if (inode === host.inode) return []
  const { stdout } = await inside.exec(['ip', '-j', 'link', 'show', 'type', 'veth'])
  return objects(stdout).map(({ ifindex, link_index }) =>
    [
      { inode, ifindex },
      { inode: host.inode, ifindex: link_index },
    ]
      .sort((a, b) => a.inode - b.inode)
      .map((end) => `if:${end.inode}/${end.ifindex}`)
      .join(' → '),
  )
}

const implementations = async (host: DockerHost, indexes: ReadonlyMap<string, number>): Promise<string[]> => {
  const ids = (await host.cli('network', 'ls', '-q', '--no-trunc')).split('\n')
  return objects(await host.cli('network', 'inspect', ...ids)).flatMap((network) => {
    const name = part(network, 'Options')['com.docker.network.bridge.name'] ?? `br-${short(network['Id'])}`
    return network['Driver'] === 'bridge'
      ? [`if:${host.inode}/${indexes.get(word(name))} → net:${short(network['Id'])}`]
      : []
  })
}

/** @param except names of containers that do not stand still */
export const truthOf = async (host: DockerHost, except: readonly string[] = []): Promise<Truth> => {
  const containers = (await inspectAll(host)).filter(({ Name }) => !except.includes(word(Name).slice(1)))
  const links = await printObjects(host, 'ip', '-j', 'link')
  const indexes = new Map(links.map(({ ifname, ifindex }) => [word(ifname), number(ifindex)]))
  const ports = await printObjects(host, 'bridge', '-j', '-d', 'link')
  const running = containers.filter((container) => pidOf(container) > 0)
  const pairs = await Promise.all(running.map((container) => pairsOf(host, container)))
  const key = (index: unknown): string => `if:${host.inode}/${index}`
  return {
    runsIn: running.map((container) => `${ctr(container)} → netns:${inodeOf(pidOf(container))}`).sort(),
    attachedTo: containers.flatMap(attachments).sort(),
    publishes: containers.flatMap(publications).sort(),
    implementing: (await implementations(host, indexes)).sort(),
    bridgePorts: ports
      .map(
        ({ ifindex, master, state, hairpin, isolated }) =>
          `${key(ifindex)} → ${key(indexes.get(word(master)))} ${state} ${hairpin} ${isolated}`,
      )
      .sort(),
    // Containers that share a namespace show the same pair.
    vethPeers: [...new Set(pairs.flat())].sort(),
  }
}
