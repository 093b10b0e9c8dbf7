import { blankContainer } from './blank-container.ts'
import { portsOfInspect, portsOfListEntry } from './docker-ports.ts'
import { at, dictionaryAt, entriesAt, flagAt, integerAt, listAt, textAt, textsAt } from './json-value.ts'
import { type Container, type ContainerMount, containerStates, type Endpoint } from './record.ts'

const healthWords = ['none', 'starting', 'healthy', 'unhealthy'] as const

/** The networks that engines make by themselves: there, no names are served (docs: `docker network`, default bridge). */
const withoutNames = ['bridge', 'host', 'none', 'podman']

/** Names that the embedded server answers to. Before API 1.44 they are not told: they are the name and the aliases. */
const dnsNamesOf = (endpoint: unknown, place: { container: string; network: string }): readonly string[] => {
  if (at(endpoint, 'DNSNames') !== undefined || withoutNames.includes(place.network))
    return textsAt(endpoint, 'DNSNames')
  return [...new Set([place.container, ...textsAt(endpoint, 'Aliases')])]
}

const endpointsOf = (json: unknown, container: string): readonly Endpoint[] =>
  entriesAt(json, 'NetworkSettings', 'Networks').map(([networkName, endpoint]) => ({
    networkId: textAt(endpoint, 'NetworkID'),
    networkName,
    endpointId: textAt(endpoint, 'EndpointID'),
    mac: textAt(endpoint, 'MacAddress'),
    ipv4: textAt(endpoint, 'IPAddress'),
    ipv4PrefixLength: integerAt(endpoint, 'IPPrefixLen'),
    ipv6: textAt(endpoint, 'GlobalIPv6Address'),
    ipv6PrefixLength: integerAt(endpoint, 'GlobalIPv6PrefixLen'),
    gateway: textAt(endpoint, 'Gateway'),
    ipv6Gateway: textAt(endpoint, 'IPv6Gateway'),
    aliases: textsAt(endpoint, 'Aliases'),
    dnsNames: dnsNamesOf(endpoint, { container, network: networkName }),
    links: textsAt(endpoint, 'Links'),
  }))

/** `default` is what the API calls `bridge` on Linux; a network given by its id is shown by its name. */
const networkModeOf = (json: unknown, endpoints: readonly Endpoint[]): string => {
  const mode = textAt(json, 'HostConfig', 'NetworkMode')
  if (mode === 'default') return 'bridge'
  if (!/^[0-9a-f]{12,64}$/.test(mode) || endpoints.some((endpoint) => endpoint.networkName === mode)) return mode
  return endpoints.find((endpoint) => endpoint.networkId.startsWith(mode))?.networkName ?? mode
}

/** Docker writes `no limit` as 0, as -1, or not at all. */
const limitsOf = (json: unknown): Container['limits'] => {
  const number = (name: string) => integerAt(json, 'HostConfig', name)
  const all = {
    nanoCpus: number('NanoCpus'),
    cpuQuotaMicroseconds: number('CpuQuota'),
    cpuPeriodMicroseconds: number('CpuPeriod'),
    cpuShares: number('CpuShares'),
    memoryBytes: number('Memory'),
    memoryReservationBytes: number('MemoryReservation'),
    memorySwapBytes: number('MemorySwap'),
    pids: number('PidsLimit'),
  }
  const cpusetCpus = textAt(json, 'HostConfig', 'CpusetCpus')
  return {
    ...Object.fromEntries(Object.entries(all).filter(([, limit]) => limit > 0)),
    ...(cpusetCpus === '' ? {} : { cpusetCpus }),
  }
}

/** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`, as `docker run --restart` takes it. */
const restartPolicyOf = (json: unknown): string => {
  const policy = textAt(json, 'HostConfig', 'RestartPolicy', 'Name')
  const retries = integerAt(json, 'HostConfig', 'RestartPolicy', 'MaximumRetryCount')
  return retries > 0 ? `${policy}:${retries}` : policy === '' ? 'no' : policy
}

/** Legacy links are `/target:/source/alias`. */
const linksOf = (json: unknown): readonly string[] =>
  textsAt(json, 'HostConfig', 'Links').map((link) => {
    const [target = '', alias = ''] = link.split(':')
    return `${target.replace(/^\//, '')}:${alias.slice(alias.lastIndexOf('/') + 1)}`
  })

/** By destination: Docker lists them in another order each time. */
const mountsOf = (json: unknown): readonly ContainerMount[] =>
  listAt(json, 'Mounts')
    .map((mount) => {
      const name = textAt(mount, 'Name')
      return {
        type: textAt(mount, 'Type'),
        ...(name === '' ? {} : { name }),
        source: textAt(mount, 'Source'),
        destination: textAt(mount, 'Destination'),
        writable: flagAt(mount, 'RW'),
      }
    })
    .sort((one, other) => (one.destination < other.destination ? -1 : 1))

/** The writable layer of overlay2 (moby: daemon/graphdriver/overlay2, GetMetadata); the containerd store tells none. */
const layerOf = (json: unknown): Pick<Container, 'layer'> => {
  const layer = textAt(json, 'GraphDriver', 'Data', 'UpperDir')
  return layer === '' ? {} : { layer }
}

const nameFilesOf = (json: unknown): Pick<Container, 'resolvConfPath' | 'hostsPath'> => {
  const [resolvConfPath, hostsPath] = [textAt(json, 'ResolvConfPath'), textAt(json, 'HostsPath')]
  return resolvConfPath === '' || hostsPath === '' ? {} : { resolvConfPath, hostsPath }
}

const logPathOf = (json: unknown): Pick<Container, 'logPath'> => {
  const logPath = textAt(json, 'LogPath')
  return logPath === '' ? {} : { logPath }
}

/** Go's zero time means never. */
const moment = (text: string): string => (text.startsWith('0001-01-01T00:00:00') ? '' : text)

const stateNamed = (word: string): Container['state'] => containerStates.find((state) => state === word) ?? 'unknown'

/** Names that Compose and Swarm leave in the labels (docs: compose `Labels`, moby: daemon/cluster/executor). */
const orchestrated = (labels: Container['labels']): Pick<Container, 'project' | 'service' | 'task'> => {
  const project = labels['com.docker.compose.project'] ?? labels['com.docker.stack.namespace']
  const service = labels['com.docker.compose.service'] ?? labels['com.docker.swarm.service.name']
  const task = labels['com.docker.swarm.task.name']
  return {
    ...(project === undefined ? {} : { project }),
    ...(service === undefined ? {} : { service }),
    ...(task === undefined ? {} : { task }),
  }
}

/**
 * A container from the answer to `/containers/ID/json`. `netns` and `cgroup` are not filled in: they follow from its
 * process. `Config.Env`, which carries secrets, is never looked at.
 */
export const containerOfInspect = (inspect: unknown, runtime: string): Container => {
  const labels = dictionaryAt(inspect, 'Config', 'Labels')
  const name = textAt(inspect, 'Name').replace(/^\//, '')
  const endpoints = endpointsOf(inspect, name)
  return {
    ...blankContainer({ id: textAt(inspect, 'Id'), runtime, name }),
    image: textAt(inspect, 'Config', 'Image'),
    imageId: textAt(inspect, 'Image'),
    state: stateNamed(textAt(inspect, 'State', 'Status')),
    pid: Math.max(0, integerAt(inspect, 'State', 'Pid')),
    networkMode: networkModeOf(inspect, endpoints),
    sandboxKey: textAt(inspect, 'NetworkSettings', 'SandboxKey'),
    createdAt: textAt(inspect, 'Created'),
    startedAt: moment(textAt(inspect, 'State', 'StartedAt')),
    finishedAt: moment(textAt(inspect, 'State', 'FinishedAt')),
    exitCode: integerAt(inspect, 'State', 'ExitCode'),
    oomKilled: flagAt(inspect, 'State', 'OOMKilled'),
    restartCount: integerAt(inspect, 'RestartCount'),
    restartPolicy: restartPolicyOf(inspect),
    health: healthWords.find((word) => word === textAt(inspect, 'State', 'Health', 'Status')) ?? 'none',
    labels,
    ...orchestrated(labels),
    hostname: textAt(inspect, 'Config', 'Hostname'),
    ports: portsOfInspect(inspect),
    publishAllPorts: flagAt(inspect, 'HostConfig', 'PublishAllPorts'),
    endpoints,
    links: linksOf(inspect),
    limits: limitsOf(inspect),
    mounts: mountsOf(inspect),
    ...layerOf(inspect),
    ...logPathOf(inspect),
    ...nameFilesOf(inspect),
  }
}

/** What the container list alone tells, for a container that Docker lists but cannot describe. */
export const containerOfListEntry = (entry: unknown, runtime: string): Container => {
  const labels = dictionaryAt(entry, 'Labels')
  // The list names a linked container also as `/other/alias`.
  const path = textsAt(entry, 'Names').find((item) => item.lastIndexOf('/') < 1) ?? ''
  const name = path.replace(/^\//, '')
  const endpoints = endpointsOf(entry, name)
  const created = integerAt(entry, 'Created')
  return {
    ...blankContainer({ id: textAt(entry, 'Id'), runtime, name }),
    image: textAt(entry, 'Image'),
    imageId: textAt(entry, 'ImageID'),
    state: stateNamed(textAt(entry, 'State')),
    networkMode: networkModeOf(entry, endpoints),
    createdAt: created > 0 && created < 1e11 ? new Date(created * 1000).toISOString() : '',
    labels,
    ...orchestrated(labels),
    ports: portsOfListEntry(entry),
    endpoints,
    mounts: mountsOf(entry),
  }
}
