import type { Messages } from '../../collectors/netlink/messages/index.ts'
import { handmadeLinks } from './handmade-links.ts'
import {
  attribute,
  be16,
  be32,
  bytesOf,
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

/** A message made by hand: the bytes and fields of its fixed header, then its attributes. */
export interface Handmade {
  readonly folder: keyof Messages
  readonly file: string
  readonly about: string
  readonly head: Part
  readonly parts: readonly Part[]
}

const head = (digits: string, expected: Part['expected']): Part => ({ bytes: hex(digits), expected })

/** struct ifinfomsg: Ethernet, ifindex 9, flags up and broadcast. */
const linkHead = head('0000 0100 09000000 03000000 00000000', { hardwareType: 1, ifindex: 9, flags: 3 })
const portHead = head('0700 0100 09000000 03000000 00000000', { family: 7, ifindex: 9 })
/** struct rtmsg of an IPv4 host route. */
const routeHead = head('02 20 00 00 fe 03 00 01 00000000', {
  ...{ family: 2, destinationLength: 32, sourceLength: 0, tos: 0, protocol: 3, scope: 0, type: 'unicast', flags: 0 },
})
const ruleHead = head('02 00 00 00 fe 00 00 01 00000000', {
  ...{ family: 2, destinationLength: 0, sourceLength: 0, tos: 0, action: 'to-table', flags: 0 },
})
const mdbHead = head('07000000 0d000000', { family: 7, ifindex: 13 })

/** struct xfrm_userpolicy_info: TCP to port 80 by the interface 3, priority 9, index 17, to be blocked. */
const xfrmHead = (destination: Uint8Array, source: Uint8Array): Part => ({
  bytes: join(
    ...[destination, source, be16(80), be16(0xffff), be16(0), be16(0), u16(2), hex('18 08 06 000000'), s32(3), u32(0)],
    ...[new Uint8Array(64 + 32), u32(9), u32(17), hex('01 01 01 00 00000000')],
  ),
  expected: {
    selector: {
      ...{ destination: '10.1.0.0', source: '10.0.0.0', family: 2, destinationLength: 24, sourceLength: 8 },
      ...{
        destinationPort: 80,
        destinationPortMask: 0xffff,
        sourcePort: 0,
        sourcePortMask: 0,
        protocol: 6,
        ifindex: 3,
      },
    },
    ...{ priority: 9, index: 17, direction: 'out', action: 'block', flags: 1 },
  },
})
/** xfrm_address_t of IPv4. */
const xfrmIp4 = (address: string): Uint8Array => join(ip4(address), new Uint8Array(12))

const vlanInfo = (flags: number, id: number): Uint8Array => attribute(2, join(u16(flags), u16(id))).bytes

/** MDBA_MDB with one entry: struct br_mdb_entry, then attributes. */
const mdbEntry = (struct: Part, parts: readonly Part[]): Part => {
  const info = attribute(1, join(struct.bytes, bytesOf(parts))).bytes
  const entry = Object.assign({}, struct.expected, ...parts.map(({ expected }) => expected))
  return attribute(1, attribute(1, info).bytes, 'entries', [entry])
}

const source = (address: string, timer: number): Uint8Array =>
  attribute(1, join(attribute(1, ip4(address)).bytes, attribute(2, u32(timer)).bytes)).bytes

const others: readonly Handmade[] = [
  {
    folder: 'bridgeVlan',
    file: 'ranges',
    about: 'a port with a PVID, a range and a tagged VLAN',
    head: portHead,
    parts: [
      attribute(3, text('port0'), 'name', 'port0'),
      attribute(10, u32(4), 'master', 4),
      ...passedOver(1, 4, 5, 12, 16),
      attribute(26, join(vlanInfo(6, 1), vlanInfo(8, 10), vlanInfo(16, 20), vlanInfo(0, 4094)), 'vlans', [
        { from: 1, to: 1, pvid: true, untagged: true },
        { from: 10, to: 20, pvid: false, untagged: false },
        { from: 4094, to: 4094, pvid: false, untagged: false },
      ]),
    ],
  },
  {
    folder: 'bridgeVlan',
    file: 'other-specifications',
    about: 'a bridge whose list has all but VLANs',
    head: portHead,
    parts: [attribute(26, bytesOf(passedOver(0, 1, 3, 4, 5, 6)), 'vlans', [])],
  },
  {
    folder: 'mdb',
    file: 'sources',
    about: 'an entry with a list of senders, and a router port of one VLAN',
    head: mdbHead,
    parts: [
      mdbEntry(
        head('0e000000 00 04 2a00 ef010101 000000000000000000000000 0800 0000', {
          ...{ port: 14, state: 'temp', flags: 4, vlan: 42, group: '239.1.1.1' },
        }),
        [
          attribute(1, u32(100), 'timer', 100),
          attribute(2, join(source('192.0.2.5', 50), source('192.0.2.6', 0)), 'sources', [
            { address: '192.0.2.5', timer: 50 },
            { address: '192.0.2.6', timer: 0 },
          ]),
          attribute(3, u8(1), 'filterMode', 'include'),
        ],
      ),
      attribute(2, attribute(1, join(u32(14), attribute(5, u16(42)).bytes)).bytes, 'routers', [{ port: 14, vlan: 42 }]),
    ],
  },
  {
    folder: 'mdb',
    file: 'vxlan',
    about: 'an entry of a VXLAN (6.3)',
    head: mdbHead,
    parts: [
      mdbEntry(
        head('0d000000 01 00 0000 ff150000000000000000000000000002 86dd 0000', {
          ...{ port: 13, state: 'permanent', flags: 0, vlan: 0, group: 'ff15::2' },
        }),
        [
          attribute(6, ip4('192.0.2.9'), 'destination', '192.0.2.9'),
          attribute(7, u16(4790), 'destinationPort', 4790),
          attribute(8, u32(7), 'vni', 7),
          attribute(9, u32(3), 'outputInterface', 3),
          attribute(10, u32(8), 'sourceVni', 8),
        ],
      ),
    ],
  },
  {
    folder: 'address',
    file: 'anycast',
    about: 'what RTM_GETANYCAST and RTM_GETMULTICAST answer, and a protocol',
    head: head('0a 80 00 00 02000000', { family: 10, prefixLength: 128, scope: 0, ifindex: 2 }),
    parts: [
      attribute(5, hex('20010db8000000000000000000000000'), 'anycast', '2001:db8::'),
      attribute(7, hex('ff020000000000000000000000000001'), 'multicast', 'ff02::1'),
      attribute(11, u8(3), 'protocol', 3),
      ...passedOver(10),
    ],
  },
  {
    folder: 'neighbour',
    file: 'fdb-vlan',
    about: 'an entry of a bridge that filters by VLAN',
    head: head('07 000000 0e000000 4000 04 00', { family: 7, ifindex: 14, state: 64, flags: 4, type: 0 }),
    parts: [
      attribute(2, hex('02:00:00:00:00:08'), 'address', '02:00:00:00:00:08'),
      attribute(5, u16(42), 'vlan', 42),
      attribute(14, hex('0500010001'), 'fdbExtended', '0500010001'),
      ...passedOver(10, 16, 17),
    ],
  },
  {
    folder: 'nexthop',
    file: 'encap',
    about: 'a next hop with an encapsulation, a group with a weight beyond 256 (6.12)',
    head: head('02 00 04 00 00000000', { family: 2, scope: 0, protocol: 4, flags: 0 }),
    parts: [
      attribute(7, u16(1), 'encapType', 1),
      attribute(8, hex('0102'), 'encap', '0102'),
      attribute(2, join(u32(5), hex('e7 03 0000')), 'group', [{ id: 5, weight: 1000 }]),
      ...passedOver(9, 10, 12, 13, 14, 15, 16, 17),
    ],
  },
  {
    folder: 'nsid',
    file: 'translated',
    about: 'the answer to a question with TARGET_NSID: the number in that scope, and our own',
    head: head('00 000000', { family: 0 }),
    parts: [attribute(1, s32(-1), 'nsid', -1), attribute(5, s32(3), 'currentNsid', 3), ...passedOver(2, 3, 4)],
  },
  {
    folder: 'route',
    file: 'get',
    about: 'what RTM_GETROUTE answers to one packet, and rarer attributes',
    head: routeHead,
    parts: [
      attribute(1, ip4('192.0.2.9'), 'destination', '192.0.2.9'),
      attribute(3, u32(2), 'inputInterface', 2),
      attribute(16, u32(0x10), 'mark', 16),
      attribute(19, hex('00003100'), 'newDestination', '00003100'),
      attribute(25, u32(1000), 'uid', 1000),
      attribute(26, u8(1), 'ttlPropagate', 1),
      attribute(27, u8(6), 'ipProtocol', 6),
      attribute(28, be16(40000), 'sourcePort', 40000),
      attribute(29, be16(80), 'destinationPort', 80),
      nest(8, 'metrics', [attribute(17, u32(1), 'fastOpenNoCookie', 1)]),
      ...passedOver(10, 13, 14, 17, 23, 24, 31),
    ],
  },
  {
    folder: 'route',
    file: 'multipath-encap',
    about: 'a route over one next hop with an encapsulation',
    head: routeHead,
    parts: [
      attribute(
        9,
        join(hex('1800 04 00 02000000'), attribute(21, u16(1)).bytes, attribute(22, hex('0102')).bytes),
        'multipath',
        [{ length: 24, flags: 4, hops: 0, ifindex: 2, encapType: 1, encap: '0102' }],
      ),
    ],
  },
  {
    folder: 'rule',
    file: 'newer-selectors',
    about: 'the selectors of 6.12 to 6.15',
    head: ruleHead,
    parts: [
      attribute(25, u8(46), 'dscp', 46),
      attribute(30, u8(63), 'dscpMask', 63),
      attribute(26, hex('00012345'), 'flowLabel', '00012345'),
      attribute(27, hex('000fffff'), 'flowLabelMask', '000fffff'),
      attribute(28, u16(0xff00), 'sourcePortMask', 0xff00),
      attribute(29, u16(0xffff), 'destinationPortMask', 0xffff),
      attribute(18, none),
    ],
  },
  {
    folder: 'xfrmPolicy',
    file: 'templates',
    about: 'a policy of IPv4 whose packets go through a tunnel',
    head: xfrmHead(xfrmIp4('10.1.0.0'), xfrmIp4('10.0.0.0')),
    parts: [
      attribute(
        5,
        join(
          ...[xfrmIp4('192.0.2.9'), be32(0x100), hex('32000000'), u16(2), u16(0)],
          ...[xfrmIp4('192.0.2.1'), u32(7), hex('01 00 01 00'), hex('ffffffff ffffffff ffffffff')],
        ),
        'templates',
        [
          {
            ...{ destination: '192.0.2.9', spi: 256, protocol: 50, family: 2, source: '192.0.2.1', requestId: 7 },
            ...{ mode: 'tunnel', optional: true },
          },
        ],
      ),
      attribute(21, join(u32(3), u32(7)), 'mark', { value: 3, mask: 7 }),
      attribute(16, hex('01 00 0000 00 00'), 'type', { kind: 'sub' }),
      attribute(31, u32(5), 'interfaceId', 5),
      ...passedOver(
        ...[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 32],
      ),
    ],
  },
]

/** Messages that the recording kernel does not send. */
export const handmade: readonly Handmade[] = [
  ...handmadeLinks.map((link) => ({ folder: 'link', head: linkHead, ...link }) as const),
  ...others,
]
