import { ip, ipv4, ipv6 } from '../../../wire/addresses.ts'
import { attributes, ignored } from '../../../wire/attributes.ts'
import { be16, be32, bool8, present, u8, u16, u32 } from '../../../wire/scalars.ts'

/** IFLA_INFO_DATA of ipip, ip6tnl and sit. */
export const ipTunnelData = attributes(
  { prefix: 'IFLA_IPTUN_', header: 'linux/if_tunnel.h' },
  {
    /** The device below, the same as IFLA_LINK; 0 is any. */
    link: [1, u32, 'LINK'],
    /** All zero is any. */
    local: [2, ip, 'LOCAL'],
    remote: [3, ip, 'REMOTE'],
    /** 0 is inherited from the inner packet. */
    ttl: [4, u8, 'TTL'],
    tos: [5, u8, 'TOS'],
    encapLimit: [6, ignored, 'ENCAP_LIMIT'],
    flowInfo: [7, be32, 'FLOWINFO'],
    /** 16 bits in network byte order from sit, 32 bits in host order from ip6tnl. */
    flags: [8, ignored, 'FLAGS'],
    /** IPPROTO_* inside: 4 IPv4, 41 IPv6, 137 MPLS; 0 any. */
    protocol: [9, u8, 'PROTO'],
    pathMtuDiscovery: [10, bool8, 'PMTUDISC'],
    sixRdPrefix: [11, ipv6, '6RD_PREFIX'],
    sixRdRelayPrefix: [12, ipv4, '6RD_RELAY_PREFIX'],
    sixRdPrefixLength: [13, u16, '6RD_PREFIXLEN'],
    sixRdRelayPrefixLength: [14, u16, '6RD_RELAY_PREFIXLEN'],
    /** TUNNEL_ENCAP_*: 0 none, 1 FOU, 2 GUE, 3 MPLS. */
    encapType: [15, u16, 'ENCAP_TYPE'],
    encapFlags: [16, u16, 'ENCAP_FLAGS'],
    encapSourcePort: [17, be16, 'ENCAP_SPORT'],
    encapDestinationPort: [18, be16, 'ENCAP_DPORT'],
    /** The remote end is named for each packet by its route or by a program (`external`). */
    collectMetadata: [19, present, 'COLLECT_METADATA'],
    mark: [20, u32, 'FWMARK'],
  },
)
