import {
  dictionary,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  record,
  type Shape,
  text,
  uint64,
} from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'
import { linkReferenceShape } from './link-reference.ts'

const anything: Shape<unknown> = { json: {} }

/** A network interface. Its words mean what they mean in the graph. */
export const interfaceShape = record({
  key: described(text, 'Key of its node in the graph, `if:INODE/IFINDEX`.'),
  name: text,
  ifindex: integer,
  netns: described(nullable(integer), 'Inode of its namespace; null when that could not be opened.'),
  netnsId: described(text, "The kernel's id of its namespace, which is never used again."),
  containers: described(list(text), 'Names of the containers that run in its namespace.'),
  type: described(text, '`veth`, `bridge`, `vlan`, …; `loopback`; `device` for hardware and what has no kind.'),
  mac: text,
  mtu: integer,
  up: flag,
  operState: text,
  addresses: described(list(text), 'With the length of the prefix: `172.18.0.2/16`.'),
  alias: nullable(text),
  altNames: list(text),
  master: described(nullable(linkReferenceShape), 'The bridge, bond or VRF of which it is a part.'),
  peer: described(nullable(linkReferenceShape), 'The other end of a veth pair.'),
  over: described(nullable(linkReferenceShape), 'The device below a VLAN, macvlan, ipvlan or VXLAN.'),
  counters: described(
    dictionary(uint64),
    'Every counter that the kernel keeps (struct rtnl_link_stats64): rxBytes, txDropped, …. A number up to 2^53 - 1, a decimal string beyond.',
  ),
  details: described(dictionary(anything), 'What the kernel says of such a kind of link.'),
})

export type Interface = Infer<typeof interfaceShape>
