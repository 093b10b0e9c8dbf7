import { ip } from '../../../wire/addresses.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be16, be32, bool8, present, u8, u16, u32 } from '../../../wire/scalars.ts'

/** IFLA_INFO_DATA of gre, gretap, erspan (IPv4 outside) and ip6gre, ip6gretap, ip6erspan (IPv6 outside). */
export const greData = attributes(
  { prefix: 'IFLA_GRE_', header: 'linux/if_tunnel.h' },
  {
    /** The device below, the same as IFLA_LINK; 0 is any. */
    link: [1, u32, 'LINK'],
    /** GRE_KEY 0x2000, GRE_SEQ 0x1000, GRE_CSUM 0x8000: the keys count only where GRE_KEY is set. */
    inputFlags: [2, be16, 'IFLAGS'],
    outputFlags: [3, be16, 'OFLAGS'],
    inputKey: [4, be32, 'IKEY'],
    outputKey: [5, be32, 'OKEY'],
    /** All zero is any. */
    local: [6, ip, 'LOCAL'],
    remote: [7, ip, 'REMOTE'],
    /** 0 is inherited from the inner packet. */
    ttl: [8, u8, 'TTL'],
    tos: [9, u8, 'TOS'],
    pathMtuDiscovery: [10, bool8, 'PMTUDISC'],
    encapLimit: [11, ignored, 'ENCAP_LIMIT'],
    flowInfo: [12, be32, 'FLOWINFO'],
    flags: [13, u32, 'FLAGS'],
    /** TUNNEL_ENCAP_*: 0 none, 1 FOU, 2 GUE. */
    encapType: [14, u16, 'ENCAP_TYPE'],
    encapFlags: [15, u16, 'ENCAP_FLAGS'],
    encapSourcePort: [16, be16, 'ENCAP_SPORT'],
    encapDestinationPort: [17, be16, 'ENCAP_DPORT'],
    /** The remote end is named for each packet by its route or by a program (`external`). */
    collectMetadata: [18, present, 'COLLECT_METADATA'],
    ignoreDf: [19, bool8, 'IGNORE_DF'],
    mark: [20, u32, 'FWMARK'],
    erspanIndex: [21, u32, 'ERSPAN_INDEX'],
    erspanVersion: [22, u8, 'ERSPAN_VER'],
    /** 0 ingress, 1 egress. */
    erspanDirection: [23, u8, 'ERSPAN_DIR'],
    erspanHardwareId: [24, u16, 'ERSPAN_HWID'],
  },
)
