import * as types from '../data-types.ts'
import { layers } from '../expression-tree.ts'
import { type Protocol, protocol } from './protocol.ts'
import { transportOf } from './transport.ts'

const { integer } = types

/** RFC 791. */
export const ip = protocol(
  'ip',
  layers.network,
  [
    ['version', integer, 0, 4],
    ['hdrlength', integer, 4, 4],
    ['dscp', types.dscp, 8, 6],
    ['ecn', types.ecn, 14, 2],
    ['length', integer, 16, 16],
    ['id', integer, 32, 16],
    ['frag-off', integer, 48, 16],
    ['ttl', integer, 64, 8],
    ['protocol', types.inetProtocol, 72, 8],
    ['checksum', integer, 80, 16],
    ['saddr', types.ipv4Address, 96, 32],
    ['daddr', types.ipv4Address, 128, 32],
  ],
  { tells: 'protocol', upper: transportOf },
)

/** RFC 8200. */
export const ip6 = protocol(
  'ip6',
  layers.network,
  [
    ['version', integer, 0, 4],
    ['dscp', types.dscp, 4, 6],
    ['ecn', types.ecn, 10, 2],
    ['flowlabel', integer, 12, 20],
    ['length', integer, 32, 16],
    ['nexthdr', types.inetProtocol, 48, 8],
    ['hoplimit', integer, 56, 8],
    ['saddr', types.ipv6Address, 64, 128],
    ['daddr', types.ipv6Address, 192, 128],
  ],
  { tells: 'nexthdr', upper: transportOf },
)

/** RFC 826; addresses as they lie when Ethernet asks for IPv4. */
export const arp = protocol('arp', layers.network, [
  ['htype', integer, 0, 16],
  ['ptype', types.etherType, 16, 16],
  ['hlen', integer, 32, 8],
  ['plen', integer, 40, 8],
  ['operation', types.arpOperation, 48, 16],
  ['saddr ether', types.etherAddress, 64, 48],
  ['saddr ip', types.ipv4Address, 112, 32],
  ['daddr ether', types.etherAddress, 144, 48],
  ['daddr ip', types.ipv4Address, 192, 32],
])

const byEtherType: ReadonlyMap<number, Protocol> = new Map([
  [0x0800, ip],
  [0x0806, arp],
  [0x86dd, ip6],
])

/** By the type of an Ethernet frame. */
export const networkOf = (etherType: number): Protocol | undefined => byEtherType.get(etherType)
