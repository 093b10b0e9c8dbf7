import {
  attribute,
  be16,
  be32,
  bytesOf,
  expectedOf,
  hex,
  ip4,
  join,
  nest,
  none,
  type Part,
  passedOver,
  s32,
  text,
  u8,
  u16,
  u32,
} from './parts.ts'

type Fields = { readonly [key: string]: unknown }

/** A link made by hand: what it is, and its attributes. */
export interface HandmadeLink {
  readonly file: string
  readonly about: string
  readonly parts: readonly Part[]
}

const name = (value: string): Part => attribute(3, text(value), 'name', value)

/** IFLA_LINKINFO with KIND and DATA. */
const ofKind = (kind: string, data?: readonly Part[]): Part => {
  const link: Fields = data ? { kind, data: expectedOf(data) } : { kind }
  const inside = join(attribute(1, Buffer.from(kind)).bytes, data ? attribute(2 | 0x8000, bytesOf(data)).bytes : none)
  return attribute(18 | 0x8000, inside, 'info', { link })
}

/** IFLA_LINKINFO with SLAVE_KIND and SLAVE_DATA; the data stands before the kind, which the kernel never does. */
const portOf = (kind: string, data: readonly Part[]): Part =>
  attribute(18, join(attribute(5, bytesOf(data)).bytes, attribute(4, text(kind)).bytes), 'info', {
    port: { kind, data: expectedOf(data) },
  })

const kind = (word: string, about: string, data?: readonly Part[], more: readonly Part[] = []): HandmadeLink => ({
  file: word,
  about,
  parts: [name(`${word}0`), ofKind(word, data), ...more],
})

const lower = attribute(5, s32(2), 'link', 2)

const gre = (local: Uint8Array, remote: Uint8Array, addresses: { local: string; remote: string }): readonly Part[] => [
  attribute(1, u32(2), 'link', 2),
  attribute(2, be16(0x2000), 'inputFlags', 0x2000),
  attribute(3, be16(0x2000), 'outputFlags', 0x2000),
  attribute(4, be32(77), 'inputKey', 77),
  attribute(5, be32(78), 'outputKey', 78),
  attribute(6, local, 'local', addresses.local),
  attribute(7, remote, 'remote', addresses.remote),
  attribute(8, u8(64), 'ttl', 64),
  attribute(9, u8(1), 'tos', 1),
  attribute(10, u8(1), 'pathMtuDiscovery', true),
  attribute(20, u32(5), 'mark', 5),
]
const gre4 = gre(ip4('192.0.2.1'), ip4('192.0.2.2'), { local: '192.0.2.1', remote: '192.0.2.2' })
const gre6 = gre(hex('20010db8000000000000000000000001'), hex('20010db8000000000000000000000002'), {
  local: '2001:db8::1',
  remote: '2001:db8::2',
})
const greEncap: readonly Part[] = [
  attribute(11, u8(4)),
  attribute(12, be32(0x12345), 'flowInfo', 0x12345),
  attribute(13, u32(0), 'flags', 0),
  attribute(14, u16(1), 'encapType', 1),
  attribute(15, u16(2), 'encapFlags', 2),
  attribute(16, be16(5555), 'encapSourcePort', 5555),
  attribute(17, be16(6666), 'encapDestinationPort', 6666),
  attribute(18, none, 'collectMetadata', true),
  attribute(19, u8(1), 'ignoreDf', true),
]
const erspan: readonly Part[] = [
  attribute(21, u32(9), 'erspanIndex', 9),
  attribute(22, u8(2), 'erspanVersion', 2),
  attribute(23, u8(1), 'erspanDirection', 1),
  attribute(24, u16(3), 'erspanHardwareId', 3),
]

const ipTunnel: readonly Part[] = [
  attribute(1, u32(2), 'link', 2),
  attribute(2, ip4('192.0.2.1'), 'local', '192.0.2.1'),
  attribute(3, ip4('192.0.2.2'), 'remote', '192.0.2.2'),
  attribute(4, u8(64), 'ttl', 64),
  attribute(5, u8(0), 'tos', 0),
  attribute(10, u8(1), 'pathMtuDiscovery', true),
  attribute(9, u8(4), 'protocol', 4),
  attribute(15, u16(2), 'encapType', 2),
  attribute(16, u16(1), 'encapFlags', 1),
  attribute(17, be16(5555), 'encapSourcePort', 5555),
  attribute(18, be16(6080), 'encapDestinationPort', 6080),
  attribute(20, u32(7), 'mark', 7),
]

const vti: readonly Part[] = [
  attribute(1, u32(0), 'link', 0),
  attribute(2, be32(42), 'inputKey', 42),
  attribute(3, be32(43), 'outputKey', 43),
  attribute(4, ip4('192.0.2.1'), 'local', '192.0.2.1'),
  attribute(5, ip4('192.0.2.2'), 'remote', '192.0.2.2'),
  attribute(6, u32(1), 'mark', 1),
]

const ipvlan: readonly Part[] = [attribute(1, u16(2), 'mode', 'l3s'), attribute(2, u16(1), 'flags', 1)]

const aggregator: readonly Part[] = [
  attribute(1, u16(1), 'id', 1),
  attribute(2, u16(2), 'ports', 2),
  attribute(3, u16(15), 'actorKey', 15),
  attribute(4, u16(16), 'partnerKey', 16),
  attribute(5, hex('02:00:00:00:00:99'), 'partnerAddress', '02:00:00:00:00:99'),
]

const oldCounters = [
  ...['txPackets', 'rxBytes', 'txBytes', 'rxErrors', 'txErrors', 'rxDropped', 'txDropped', 'multicast', 'collisions'],
  ...['rxLengthErrors', 'rxOverErrors', 'rxCrcErrors', 'rxFrameErrors', 'rxFifoErrors', 'rxMissedErrors'],
  ...['txAbortedErrors', 'txCarrierErrors', 'txFifoErrors', 'txHeartbeatErrors', 'txWindowErrors'],
]

/** One link of every kind that the recording kernel lacks, and attributes that it never sends. */
export const handmadeLinks: readonly HandmadeLink[] = [
  kind(
    'vlan',
    'an 802.1Q device',
    [
      attribute(5, be16(0x8100), 'protocol', 0x8100),
      attribute(1, u16(42), 'id', 42),
      attribute(2, join(u32(1), u32(0xffffffff)), 'flags', { flags: 1, mask: 0xffffffff }),
      ...passedOver(3, 4),
    ],
    [lower],
  ),
  kind('dummy', 'a dummy'),
  kind('wireguard', 'a WireGuard device: no data'),
  kind('ipvlan', 'an ipvlan in mode l3s, private', ipvlan, [lower]),
  kind('ipvtap', 'an ipvtap', ipvlan, [lower]),
  kind(
    'macvtap',
    'a macvtap in mode passthru',
    [
      attribute(1, u32(8), 'mode', 'passthru'),
      attribute(2, u16(1), 'flags', 1),
      ...passedOver(3, 4),
      attribute(6, u32(0), 'sourceCount', 0),
      attribute(9, s32(-1), 'broadcastCutoff', -1),
    ],
    [lower],
  ),
  kind('vrf', 'a VRF', [attribute(1, u32(1042), 'table', 1042)]),
  {
    file: 'vrf-port',
    about: 'a port of a VRF',
    parts: [name('port1'), attribute(10, u32(9), 'master', 9), portOf('vrf', [attribute(1, u32(1042), 'table', 1042)])],
  },
  kind('gre', 'GRE over IPv4 with keys', gre4, [lower]),
  kind('gretap', 'GRE over IPv4 with an encapsulation in UDP, external', [...gre4, ...greEncap], [lower]),
  kind('ip6gre', 'GRE over IPv6', gre6, [lower]),
  kind('ip6gretap', 'GRE over IPv6 that carries frames', gre6, [lower]),
  kind('erspan', 'a port mirror, version 2', [...gre4, ...erspan], [lower]),
  kind('ip6erspan', 'a port mirror over IPv6', [...gre6, ...erspan], [lower]),
  kind('ipip', 'IPv4 in IPv4 with GUE', ipTunnel, [lower]),
  kind(
    'ip6tnl',
    'IPv6 in IPv6, external',
    [
      attribute(2, hex('20010db8000000000000000000000001'), 'local', '2001:db8::1'),
      attribute(3, hex('20010db8000000000000000000000002'), 'remote', '2001:db8::2'),
      attribute(6, u8(4)),
      attribute(7, be32(0x12345), 'flowInfo', 0x12345),
      attribute(8, u32(0x30)),
      attribute(9, u8(41), 'protocol', 41),
      attribute(19, none, 'collectMetadata', true),
    ],
    [attribute(5, s32(0), 'link', 0)],
  ),
  kind(
    'sit',
    'a 6rd tunnel',
    [
      ...ipTunnel,
      attribute(8, be16(1)),
      attribute(11, hex('20010db8000000000000000000000000'), 'sixRdPrefix', '2001:db8::'),
      attribute(12, ip4('192.0.2.0'), 'sixRdRelayPrefix', '192.0.2.0'),
      attribute(13, u16(32), 'sixRdPrefixLength', 32),
      attribute(14, u16(24), 'sixRdRelayPrefixLength', 24),
    ],
    [lower],
  ),
  kind('vti', 'an IPsec tunnel device', vti),
  kind('vti6', 'an IPsec tunnel device over IPv6', [
    attribute(4, hex('20010db8000000000000000000000001'), 'local', '2001:db8::1'),
    attribute(5, hex('20010db8000000000000000000000002'), 'remote', '2001:db8::2'),
  ]),
  kind('geneve', 'GENEVE', [
    attribute(1, u32(77), 'id', 77),
    attribute(2, ip4('192.0.2.2'), 'remote', '192.0.2.2'),
    attribute(3, u8(64), 'ttl', 64),
    attribute(4, u8(0), 'tos', 0),
    attribute(5, be16(6081), 'port', 6081),
    attribute(11, be32(0), 'flowLabel', 0),
    attribute(12, u8(0), 'ttlInherit', false),
    attribute(13, u8(2), 'dontFragment', 'inherit'),
    attribute(15, join(be16(1000), be16(2000)), 'sourcePorts', { low: 1000, high: 2000 }),
    ...passedOver(8, 9, 10),
  ]),
  {
    file: 'geneve-ipv6',
    about: 'GENEVE over IPv6, external, without an inner Ethernet header',
    parts: [
      name('geneve1'),
      ofKind('geneve', [
        attribute(7, hex('20010db8000000000000000000000002'), 'remote6', '2001:db8::2'),
        attribute(6, none, 'collectMetadata', true),
        attribute(14, none, 'innerProtocolInherit', true),
      ]),
    ],
  },
  kind(
    'netkit',
    'a netkit primary in mode l2, its peer in another namespace',
    [
      attribute(1, none),
      attribute(2, u8(1), 'primary', true),
      attribute(3, u32(0), 'policy', 'forward'),
      attribute(4, u32(2), 'peerPolicy', 'blackhole'),
      attribute(5, u32(0), 'mode', 'l2'),
      attribute(6, u32(1), 'scrub', 'default'),
      attribute(7, u32(0), 'peerScrub', 'none'),
      attribute(8, u16(32), 'headroom', 32),
      attribute(9, u16(8), 'tailroom', 8),
    ],
    [attribute(5, s32(7), 'link', 7), attribute(37, s32(1), 'linkNetnsid', 1)],
  ),
  kind('bond', 'a bond in mode 802.3ad', [
    attribute(1, u8(4), 'mode', '802.3ad'),
    attribute(2, u32(3), 'activePort', 3),
    attribute(3, u32(100), 'miiInterval', 100),
    attribute(6, u8(1), 'useCarrier', true),
    attribute(7, u32(0), 'arpInterval', 0),
    attribute(11, u32(3), 'primaryPort', 3),
    attribute(14, u8(1), 'hashPolicy', 'layer3+4'),
    attribute(17, u8(0), 'allPortsActive', false),
    attribute(18, u32(1), 'minimumLinks', 1),
    nest(23, 'aggregator', aggregator),
    ...passedOver(4, 5, 8, 9, 10, 12, 13, 15, 16, 19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33),
  ]),
  {
    file: 'bond-port',
    about: 'a port of a bond',
    parts: [
      name('eth1'),
      portOf('bond', [
        attribute(1, u8(1), 'state', 'BACKUP'),
        attribute(2, u8(2), 'miiStatus', 'DOWN'),
        attribute(3, u32(4), 'linkFailures', 4),
        attribute(4, hex('02:00:00:00:00:01'), 'permanentAddress', '02:00:00:00:00:01'),
        attribute(5, u16(0), 'queueId', 0),
        attribute(6, u16(1), 'aggregatorId', 1),
        attribute(7, u8(61), 'actorState', 61),
        attribute(8, u16(60), 'partnerState', 60),
        attribute(9, s32(-5), 'priority', -5),
        ...passedOver(10, 11, 12),
      ]),
    ],
  },
  {
    file: 'kind-of-tomorrow',
    about: 'a kind that nobody knows yet, and a port of one; their data stay as they came',
    parts: [
      name('new0'),
      attribute(
        18,
        join(
          attribute(1, text('tomorrow')).bytes,
          attribute(2, hex('0801020304')).bytes,
          attribute(4, text('later')).bytes,
          attribute(5, hex('ff')).bytes,
        ),
        'info',
        {
          link: { kind: 'other', name: 'tomorrow', data: '0801020304' },
          port: { kind: 'other', name: 'later', data: 'ff' },
        },
      ),
    ],
  },
  {
    file: 'kind-named-like-a-property',
    about: 'a kind whose name every JavaScript object knows',
    parts: [
      attribute(18, attribute(1, text('constructor')).bytes, 'info', {
        link: { kind: 'other', name: 'constructor', data: '' },
      }),
    ],
  },
  {
    file: 'bridge-vlan-protocol',
    about: 'what a bridge says on a kernel with VLANs',
    parts: [
      name('br1'),
      ofKind('bridge', [
        attribute(8, be16(0x88a8), 'vlanProtocol', 0x88a8),
        attribute(39, u16(1), 'vlanDefaultPvid', 1),
        ...passedOver(21, 40, 41, 42, 45),
      ]),
    ],
  },
  {
    file: 'bridge-port-backup',
    about: 'a port of a bridge with a backup port and a backup nexthop',
    parts: [
      name('port1'),
      portOf('bridge', [
        attribute(1, u8(9), 'state', '9'),
        attribute(34, u32(7), 'backupPort', 7),
        attribute(44, u32(8), 'backupNexthop', 8),
        ...passedOver(11, 24, 26),
      ]),
    ],
  },
  {
    file: 'vxlan-gpe',
    about: 'a VXLAN with the generic protocol extension',
    parts: [
      name('vxlan9'),
      ofKind('vxlan', [
        attribute(27, none, 'genericProtocol', true),
        attribute(34, u8(1), 'multicastRoute', true),
        ...passedOver(24),
      ]),
    ],
  },
  {
    file: 'hardware',
    about: 'a network card: a permanent address, a bus, and what only requests, events and SR-IOV carry',
    parts: [
      name('eth9'),
      attribute(54, hex('02:00:00:00:00:77'), 'permanentAddress', '02:00:00:00:00:77'),
      attribute(56, text('0000:00:1f.6'), 'parentDevice', '0000:00:1f.6'),
      attribute(57, text('pci'), 'parentBus', 'pci'),
      ...passedOver(8, 9, 11, 12, 15, 19, 21, 22, 24, 25, 28, 29, 34, 36, 38, 42, 44, 45, 46, 49, 53, 55),
    ],
  },
  {
    file: 'xdp',
    about: 'programs of XDP in every place, and what only requests carry',
    parts: [
      name('eth8'),
      nest(43, 'xdp', [
        attribute(2, u8(4), 'attached', 4),
        attribute(4, u32(5), 'program', 5),
        attribute(5, u32(6), 'driverProgram', 6),
        attribute(6, u32(7), 'genericProgram', 7),
        attribute(7, u32(8), 'hardwareProgram', 8),
        ...passedOver(1, 3, 8),
      ]),
    ],
  },
  {
    file: 'old-statistics',
    about: 'the counters of a kernel before 4.6: 184 bytes; one of them beyond 2^53',
    parts: [
      attribute(23, join(hex('ffffffffffffffff'), new Uint8Array(176)), 'stats64', {
        rxPackets: '18446744073709551615',
        ...Object.fromEntries(oldCounters.map((counter) => [counter, 0])),
      }),
    ],
  },
  {
    file: 'protocols',
    about: 'address families beside IPv4 and IPv6, and a router that told an MTU',
    parts: [
      nest(26, 'protocols', [
        nest(10, 'ipv6', [attribute(9, u32(1400), 'raMtu', 1400), ...passedOver(4)]),
        ...passedOver(28, 45),
      ]),
      attribute(18, attribute(3, u32(0)).bytes, 'info', {}),
    ],
  },
  {
    file: 'unknown-attributes',
    about: 'attributes that no table has: at the top, in the data of a kind, and in an address family',
    parts: [
      attribute(4000, hex('010203'), 'unknown', [{ type: 4000, bytes: '010203' }]),
      ofKind('vrf', [attribute(200, none, 'unknown', [{ type: 200, bytes: '' }])]),
      nest(26, 'protocols', [attribute(44, u32(1), 'unknown', [{ type: 44, bytes: '01000000' }])]),
    ],
  },
]
