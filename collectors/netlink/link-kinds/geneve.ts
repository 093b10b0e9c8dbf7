import { ipv4, ipv6 } from '../../wire/addresses.ts'
import { attributes, ignored } from '../../wire/attributes.ts'
import { be16, be32, bool8, named, present, u8, u32 } from '../../wire/scalars.ts'
import { struct } from '../../wire/struct.ts'
import type { LinkKind } from './kind.ts'

const portRange = struct(
  { name: 'ifla_geneve_port_range', header: 'linux/if_link.h', size: 4 },
  { low: [0, be16, 'low'], high: [2, be16, 'high'] },
)

/** GENEVE_DF_*, linux/if_link.h */
const dontFragment = ['unset', 'set', 'inherit'] as const

const data = attributes(
  { prefix: 'IFLA_GENEVE_', header: 'linux/if_link.h' },
  {
    id: [1, u32, 'ID'],
    remote: [2, ipv4, 'REMOTE'],
    ttl: [3, u8, 'TTL'],
    tos: [4, u8, 'TOS'],
    port: [5, be16, 'PORT'],
    /** VNI and remote end are named for each packet (`external`); the id is 0 then. */
    collectMetadata: [6, present, 'COLLECT_METADATA'],
    remote6: [7, ipv6, 'REMOTE6'],
    udpChecksum: [8, ignored, 'UDP_CSUM'],
    udpZeroChecksum6Transmit: [9, ignored, 'UDP_ZERO_CSUM6_TX'],
    udpZeroChecksum6Receive: [10, ignored, 'UDP_ZERO_CSUM6_RX'],
    flowLabel: [11, be32, 'LABEL'],
    ttlInherit: [12, bool8, 'TTL_INHERIT'],
    dontFragment: [13, named(u8, dontFragment), 'DF'],
    /** Packets are carried without an Ethernet header. */
    innerProtocolInherit: [14, present, 'INNER_PROTO_INHERIT'],
    sourcePorts: [15, portRange, 'PORT_RANGE'],
  },
)

/** Ethernet (or packets) in UDP with options. It is bound to no device below: the route to the remote end decides. */
export const geneve = { kind: 'geneve', joins: 'none', data } as const satisfies LinkKind<unknown>
