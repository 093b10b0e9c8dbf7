import { cgroupFields } from '../../../collectors/cgroups/record.ts'
import { containerStates, limitsShape, portShape } from '../../../collectors/containers/record.ts'
import {
  dictionary,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  oneOf,
  record,
  text,
} from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'
import { interfaceShape } from './interface.ts'

const attachmentShape = record({
  id: described(text, 'Id of the Docker network.'),
  name: text,
  addresses: described(list(text), 'With the length of the prefix; as Docker states them.'),
  mac: text,
  gateways: list(text),
  aliases: list(text),
  dnsNames: list(text),
})

/** ISO 8601, and the controllers' own words. */
const usageShape = record({ takenAt: text, ...cgroupFields })

/** A container, with what its network namespace holds. */
export const containerShape = record({
  id: text,
  name: text,
  runtime: described(text, '`docker`, `podman`, `containerd`, …'),
  image: text,
  imageId: text,
  state: oneOf(containerStates),
  health: text,
  pid: described(integer, 'Of its first process; 0 when there is none.'),
  createdAt: described(nullable(text), 'RFC 3339; null when it never happened.'),
  startedAt: nullable(text),
  finishedAt: nullable(text),
  exitCode: integer,
  oomKilled: flag,
  restartCount: integer,
  restartPolicy: text,
  hostname: text,
  labels: dictionary(text),
  project: nullable(text),
  service: nullable(text),
  limits: described(limitsShape, 'As Docker was told them; absent means not limited.'),
  cgroup: nullable(text),
  usage: described(nullable(usageShape), 'What its cgroup counts now; null without one.'),
  networkMode: described(text, "`host`, `none`, `bridge`, `container:ID`, or a network's name."),
  netns: described(nullable(integer), 'Inode of its network namespace; null without one.'),
  netnsId: nullable(text),
  hostNetwork: described(flag, "Whether that is the host's own namespace, or that of the Docker engine."),
  sharedWith: described(list(text), 'Names of the other containers in the same namespace.'),
  interfaces: list(interfaceShape),
  addresses: described(list(text), 'Of all its interfaces but the loopback, with the length of the prefix.'),
  ports: described(list(portShape), 'Ports that it exposes; `hostIp` and `hostPort` where the host publishes them.'),
  networks: list(attachmentShape),
})

export type ContainerResource = Infer<typeof containerShape>
