import { decimal, flag, type Infer, integer, list, nullable, record, text } from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'
import { linkReferenceShape } from './link-reference.ts'

const bridgePortShape = record({
  key: text,
  name: text,
  ifindex: integer,
  state: described(
    text,
    '`disabled`, `listening`, `learning`, `forwarding`, `blocking`; `unknown` when the kernel did not say.',
  ),
  cost: nullable(integer),
  priority: nullable(integer),
  hairpin: flag,
  isolated: described(flag, 'Isolated ports cannot reach each other.'),
  learning: nullable(flag),
  unicastFlood: nullable(flag),
  vlans: described(list(text), 'As `bridge vlan` writes them: `1 PVID untagged`, `10-20`.'),
  peer: described(nullable(linkReferenceShape), 'The other end, for a veth.'),
  containers: described(list(text), 'Names of the containers behind it.'),
})

/** A bridge. Settings are null where the kernel did not say. */
export const bridgeShape = record({
  key: text,
  name: text,
  ifindex: integer,
  netns: nullable(integer),
  netnsId: text,
  mac: text,
  mtu: integer,
  up: flag,
  operState: text,
  addresses: list(text),
  network: described(
    nullable(record({ id: text, name: text, driver: text, subnets: list(text) })),
    'The Docker network that it implements.',
  ),
  settings: record({
    stp: nullable(flag),
    forwardDelaySeconds: nullable(decimal),
    helloSeconds: nullable(decimal),
    maxAgeSeconds: nullable(decimal),
    ageingSeconds: nullable(decimal),
    priority: nullable(integer),
    vlanFiltering: nullable(flag),
    vlanDefaultPvid: nullable(integer),
    multicastSnooping: nullable(flag),
    multicastQuerier: nullable(flag),
    callIptables: described(
      nullable(flag),
      'Whether frames between its ports go through iptables because of the bridge itself; the sysctl may do so too.',
    ),
    callIp6tables: nullable(flag),
    callArptables: nullable(flag),
  }),
  ports: list(bridgePortShape),
  fdbEntries: described(integer, 'Entries of its own forwarding database.'),
})

export type Bridge = Infer<typeof bridgeShape>
