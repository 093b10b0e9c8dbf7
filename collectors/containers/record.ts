import { dictionary, flag, type Infer, integer, list, nullable, oneOf, optional, record, text } from '../wire/shape.ts'

/** The seven states of `docker inspect` (`State.Status`), and `unknown` for containers that Docker does not manage. */
export const containerStates = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
  'unknown',
] as const

/**
 * A container port and where the host publishes it. `hostIp` and `hostPort` are absent for a port that is only exposed.
 * In a container that has not started, `hostPort` 0 is a port that Docker will choose.
 */
export const portShape = record({
  protocol: oneOf(['tcp', 'udp', 'sctp']),
  containerPort: integer,
  /** As Docker states it: `0.0.0.0` and `::` are all addresses; empty too, where Docker has not yet decided. */
  hostIp: optional(text),
  hostPort: optional(integer),
  /** In a container that has not started: the last of the ports of which Docker will take one. */
  hostPortEnd: optional(integer),
})

/** A container's attachment to one network (`NetworkSettings.Networks.NAME`). */
export const endpointShape = record({
  networkId: text,
  networkName: text,
  endpointId: text,
  mac: text,
  ipv4: text,
  ipv4PrefixLength: integer,
  ipv6: text,
  ipv6PrefixLength: integer,
  gateway: text,
  ipv6Gateway: text,
  aliases: list(text),
  /** Names that the embedded DNS server gives the others on this network for it. */
  dnsNames: list(text),
  links: list(text),
})

/** Limits as Docker was told them; absent means not limited. */
export const limitsShape = record({
  nanoCpus: optional(integer),
  cpuQuotaMicroseconds: optional(integer),
  cpuPeriodMicroseconds: optional(integer),
  cpuShares: optional(integer),
  cpusetCpus: optional(text),
  memoryBytes: optional(integer),
  memoryReservationBytes: optional(integer),
  memorySwapBytes: optional(integer),
  pids: optional(integer),
})

/** What is mounted in a container beside its own filesystem (`Mounts` of docker inspect). */
export const mountShape = record({
  /** `bind`, `volume`, `tmpfs`, `npipe`, `cluster`, `image`. */
  type: text,
  /** Of a volume. */
  name: optional(text),
  /** Path on the engine's host, as it states it; empty for a tmpfs. */
  source: text,
  /** Path in the container. */
  destination: text,
  writable: flag,
})

/** A container, of whatever runtime. What only Docker knows is absent for the others. */
export const containerShape = record({
  /** 64 hexadecimal digits for Docker; the runtime's own name where it has no such id. */
  id: text,
  /** `docker`, `podman`, `containerd`, `cri-o`, `lxc`, `systemd-nspawn`, `runc`, … */
  runtime: text,
  name: text,
  image: text,
  imageId: text,
  state: oneOf(containerStates),
  /** Process id of the first process, as the agent's procfs shows it; 0 when there is none. */
  pid: integer,
  /** `host`, `none`, `bridge`, `container:ID`, or a network's name; empty when unknown. */
  networkMode: text,
  /** Path of the sandbox's bind-mounted namespace, as Docker states it; data, never trusted as a path. */
  sandboxKey: text,
  /** Moments are RFC 3339, as Docker states them; empty when it never happened or is not known. */
  createdAt: text,
  startedAt: text,
  finishedAt: text,
  exitCode: integer,
  oomKilled: flag,
  restartCount: integer,
  /** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:N`; empty when unknown. */
  restartPolicy: text,
  health: oneOf(['none', 'starting', 'healthy', 'unhealthy']),
  /** All labels, long values cut (they end in `…`); exporters choose which of them they show. */
  labels: dictionary(text),
  /** Compose and swarm names, taken from the labels. */
  project: optional(text),
  service: optional(text),
  task: optional(text),
  hostname: text,
  ports: list(portShape),
  /** `-P`: publish every exposed port. */
  publishAllPorts: flag,
  endpoints: list(endpointShape),
  /** Legacy links, `container:alias`. */
  links: list(text),
  limits: limitsShape,
  mounts: list(mountShape),
  /** Directory of what it has written below its root, on the engine's host; only some storage drivers tell. */
  layer: optional(text),
  /** File of its log, on the engine's host; only the driver `json-file` has one that is told. */
  logPath: optional(text),
  /** Files on the engine's host that Docker mounts as its `/etc/resolv.conf` and `/etc/hosts`. */
  resolvConfPath: optional(text),
  hostsPath: optional(text),
  /** Path in the cgroup hierarchy where the agent saw it; absent when no process was seen. */
  cgroup: optional(text),
  /** The id of the network namespace of its first process; null when it has no process or could not be read. */
  netns: nullable(text),
  /** Inodes of the namespaces of its first process by kind, as in `/proc/PID/ns`; absent when they could not be read. */
  namespaces: optional(dictionary(integer)),
})

export type Container = Infer<typeof containerShape>
export type PublishedPort = Infer<typeof portShape>
export type Endpoint = Infer<typeof endpointShape>
export type ContainerMount = Infer<typeof mountShape>

/** A Docker network. */
export const networkShape = record({
  id: text,
  name: text,
  driver: text,
  scope: text,
  internal: flag,
  attachable: flag,
  ingress: flag,
  ipv6: flag,
  createdAt: text,
  subnets: list(record({ subnet: text, gateway: text, ipRange: text })),
  options: dictionary(text),
  labels: dictionary(text),
  /** Name of the bridge interface in the engine's namespace; absent for drivers that have none. */
  bridge: optional(text),
})

export type Network = Infer<typeof networkShape>

/** The Docker engine that answered. */
export const engineShape = record({
  /** The address that was asked, without credentials. */
  address: text,
  version: text,
  apiVersion: text,
  /** Process id of the daemon's end of the socket (SO_PEERCRED); 0 over TCP. */
  pid: integer,
  /** The namespace in which the daemon works: where its bridges and published ports are; null when unknown. */
  netns: nullable(text),
})

export type Engine = Infer<typeof engineShape>
