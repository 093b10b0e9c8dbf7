import { ipv4, ipv6 } from '../../wire/addresses.ts'
import { attributes, ignored } from '../../wire/attributes.ts'
import { be16, be32, bool8, named, present, u8, u32 } from '../../wire/scalars.ts'
import { struct } from '../../wire/struct.ts'
import { hex } from '../../wire/text.ts'
import type { LinkKind } from './kind.ts'

const portRange = struct(
  { name: 'ifla_vxlan_port_range', header: 'linux/if_link.h', size: 4 },
  { low: [0, be16, 'low'], high: [2, be16, 'high'] },
)

/** VXLAN_DF_*, linux/if_link.h */
const dontFragment = ['unset', 'set', 'inherit'] as const

const data = attributes(
  { prefix: 'IFLA_VXLAN_', header: 'linux/if_link.h' },
  {
    id: [1, u32, 'ID'],
    /** The default remote end, or a multicast group; further ones are in the FDB. */
    group: [2, ipv4, 'GROUP'],
    /** ifindex of the device below, in the namespace of linkNetnsid (its own without one). */
    link: [3, u32, 'LINK'],
    local: [4, ipv4, 'LOCAL'],
    ttl: [5, u8, 'TTL'],
    tos: [6, u8, 'TOS'],
    learning: [7, bool8, 'LEARNING'],
    /** Seconds. */
    ageing: [8, u32, 'AGEING'],
    /** Entries that the FDB may have; 0 without a limit. */
    limit: [9, u32, 'LIMIT'],
    sourcePorts: [10, portRange, 'PORT_RANGE'],
    /** Answers ARP and NDP from its own neighbour table. */
    proxy: [11, bool8, 'PROXY'],
    routeShortCircuit: [12, bool8, 'RSC'],
    reportFdbMiss: [13, bool8, 'L2MISS'],
    reportNeighbourMiss: [14, bool8, 'L3MISS'],
    port: [15, be16, 'PORT'],
    group6: [16, ipv6, 'GROUP6'],
    local6: [17, ipv6, 'LOCAL6'],
    udpChecksum: [18, ignored, 'UDP_CSUM'],
    udpZeroChecksum6Transmit: [19, ignored, 'UDP_ZERO_CSUM6_TX'],
    udpZeroChecksum6Receive: [20, ignored, 'UDP_ZERO_CSUM6_RX'],
    remoteChecksumTransmit: [21, ignored, 'REMCSUM_TX'],
    remoteChecksumReceive: [22, ignored, 'REMCSUM_RX'],
    groupPolicy: [23, present, 'GBP'],
    remoteChecksumNoPartial: [24, ignored, 'REMCSUM_NOPARTIAL'],
    /** VNI and remote end are named for each packet (`external`); the id is 0 then. */
    collectMetadata: [25, bool8, 'COLLECT_METADATA'],
    flowLabel: [26, be32, 'LABEL'],
    genericProtocol: [27, present, 'GPE'],
    ttlInherit: [28, bool8, 'TTL_INHERIT'],
    dontFragment: [29, named(u8, dontFragment), 'DF'],
    vniFilter: [30, bool8, 'VNIFILTER'],
    localBypass: [31, bool8, 'LOCALBYPASS'],
    flowLabelPolicy: [32, ignored, 'LABEL_POLICY'],
    reservedBits: [33, hex, 'RESERVED_BITS'],
    multicastRoute: [34, bool8, 'MC_ROUTE'],
  },
)

/**
 * Ethernet in UDP. It has no IFLA_LINK of its own: the device below is `data.link`. One that was moved to another namespace (as
 * Docker's overlay networks do) shows its own ifindex as IFLA_LINK, which means nothing, with the linkNetnsid that `data.link` is in.
 */
export const vxlan = { kind: 'vxlan', joins: 'lower', data } as const satisfies LinkKind<unknown>
