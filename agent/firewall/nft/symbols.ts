import { protocolNames } from '../../../collectors/netfilter/xtables/protocol-text.ts'
/** Names of values: the first that fits is printed. As `nft describe TYPE` lists them. */
export type Symbols = readonly (readonly [name: string, value: number])[]

export const nfProto: Symbols = [
  ['ipv4', 2],
  ['ipv6', 10],
]

/** ETH_P_*, linux/if_ether.h. */
export const etherType: Symbols = [
  ['ip', 0x0800],
  ['arp', 0x0806],
  ['ip6', 0x86dd],
  ['8021q', 0x8100],
  ['8021ad', 0x88a8],
]

/** ARPOP_*, linux/if_arp.h. */
export const arpOperation: Symbols = [
  ['request', 1],
  ['reply', 2],
  ['rrequest', 3],
  ['rreply', 4],
  ['inrequest', 8],
  ['inreply', 9],
  ['nak', 10],
]

/** ICMP_*, linux/icmp.h. */
export const icmpType: Symbols = [
  ['echo-reply', 0],
  ['destination-unreachable', 3],
  ['source-quench', 4],
  ['redirect', 5],
  ['echo-request', 8],
  ['router-advertisement', 9],
  ['router-solicitation', 10],
  ['time-exceeded', 11],
  ['parameter-problem', 12],
  ['timestamp-request', 13],
  ['timestamp-reply', 14],
  ['info-request', 15],
  ['info-reply', 16],
  ['address-mask-request', 17],
  ['address-mask-reply', 18],
]

/** Codes of ICMP_DEST_UNREACH. */
export const icmpCode: Symbols = [
  ['net-unreachable', 0],
  ['host-unreachable', 1],
  ['prot-unreachable', 2],
  ['port-unreachable', 3],
  ['net-prohibited', 9],
  ['host-prohibited', 10],
  ['admin-prohibited', 13],
  ['frag-needed', 4],
]

/** ICMPV6_*, linux/icmpv6.h; RFC 4443, RFC 4861. */
export const icmpv6Type: Symbols = [
  ['destination-unreachable', 1],
  ['packet-too-big', 2],
  ['time-exceeded', 3],
  ['parameter-problem', 4],
  ['echo-request', 128],
  ['echo-reply', 129],
  ['mld-listener-query', 130],
  ['mld-listener-report', 131],
  ['mld-listener-done', 132],
  ['nd-router-solicit', 133],
  ['nd-router-advert', 134],
  ['nd-neighbor-solicit', 135],
  ['nd-neighbor-advert', 136],
  ['nd-redirect', 137],
  ['router-renumbering', 138],
  ['ind-neighbor-solicit', 141],
  ['ind-neighbor-advert', 142],
  ['mld2-listener-report', 143],
]

/** Codes of ICMPV6_DEST_UNREACH. */
export const icmpv6Code: Symbols = [
  ['no-route', 0],
  ['admin-prohibited', 1],
  ['addr-unreachable', 3],
  ['port-unreachable', 4],
  ['policy-fail', 5],
  ['reject-route', 6],
]

/** NFT_REJECT_ICMPX_*, linux/netfilter/nf_tables.h. */
export const icmpxCode: Symbols = [
  ['port-unreachable', 1],
  ['admin-prohibited', 3],
  ['no-route', 0],
  ['host-unreachable', 2],
]

export const igmpType: Symbols = [
  ['membership-query', 0x11],
  ['membership-report-v1', 0x12],
  ['membership-report-v2', 0x16],
  ['membership-report-v3', 0x22],
  ['leave-group', 0x17],
]

/** TCP_FLAG_* of the 14th byte, linux/tcp.h. */
export const tcpFlag: Symbols = [
  ['fin', 0x01],
  ['syn', 0x02],
  ['rst', 0x04],
  ['psh', 0x08],
  ['ack', 0x10],
  ['urg', 0x20],
  ['ecn', 0x40],
  ['cwr', 0x80],
]

/** DCCP_PKT_*, linux/dccp.h. */
export const dccpPacketType: Symbols = [
  ['request', 0],
  ['response', 1],
  ['data', 2],
  ['ack', 3],
  ['dataack', 4],
  ['closereq', 5],
  ['close', 6],
  ['reset', 7],
  ['sync', 8],
  ['syncack', 9],
]

/** RFC 6275, RFC 5568, RFC 5142. */
export const mobilityType: Symbols = [
  ['binding-refresh-request', 0],
  ['home-test-init', 1],
  ['careof-test-init', 2],
  ['home-test', 3],
  ['careof-test', 4],
  ['binding-update', 5],
  ['binding-acknowledgement', 6],
  ['binding-error', 7],
  ['fast-binding-update', 8],
  ['fast-binding-acknowledgement', 9],
  ['fast-binding-advertisement', 10],
  ['experimental-mobility-header', 11],
  ['home-agent-switch-message', 12],
]

/** NF_CT_STATE_BIT(IP_CT_*), linux/netfilter/nf_conntrack_common.h. */
export const ctState: Symbols = [
  ['invalid', 0x01],
  ['new', 0x08],
  ['established', 0x02],
  ['related', 0x04],
  ['untracked', 0x40],
]

export const ctDirection: Symbols = [
  ['original', 0],
  ['reply', 1],
]

/** IPS_*, linux/netfilter/nf_conntrack_common.h. */
export const ctStatus: Symbols = [
  ['expected', 0x001],
  ['seen-reply', 0x002],
  ['assured', 0x004],
  ['confirmed', 0x008],
  ['snat', 0x010],
  ['dnat', 0x020],
  ['dying', 0x200],
]

/** 1 << IPCT_*, linux/netfilter/nf_conntrack_common.h. */
export const ctEvent: Symbols = [
  ['new', 0x001],
  ['related', 0x002],
  ['destroy', 0x004],
  ['reply', 0x008],
  ['assured', 0x010],
  ['protoinfo', 0x020],
  ['helper', 0x040],
  ['mark', 0x080],
  ['seqadj', 0x100],
  ['secmark', 0x200],
  ['label', 0x400],
]

/** PACKET_*, linux/if_packet.h. */
export const packetType: Symbols = [
  ['host', 0],
  ['broadcast', 1],
  ['multicast', 2],
  ['other', 3],
]

/** ARPHRD_*, linux/if_arp.h. */
export const interfaceType: Symbols = [
  ['ether', 1],
  ['ppp', 512],
  ['ipip', 768],
  ['ipip6', 769],
  ['loopback', 772],
  ['sit', 776],
  ['ipgre', 778],
]

/** Differentiated services code points: RFC 2474, RFC 2597, RFC 3246, RFC 5865, RFC 8622. */
export const dscp: Symbols = [
  ['cs0', 0x00],
  ['cs1', 0x08],
  ['cs2', 0x10],
  ['cs3', 0x18],
  ['cs4', 0x20],
  ['cs5', 0x28],
  ['cs6', 0x30],
  ['cs7', 0x38],
  ['lephb', 0x01],
  ['af11', 0x0a],
  ['af12', 0x0c],
  ['af13', 0x0e],
  ['af21', 0x12],
  ['af22', 0x14],
  ['af23', 0x16],
  ['af31', 0x1a],
  ['af32', 0x1c],
  ['af33', 0x1e],
  ['af41', 0x22],
  ['af42', 0x24],
  ['af43', 0x26],
  ['va', 0x2c],
  ['ef', 0x2e],
]

/** RFC 3168. */
export const ecn: Symbols = [
  ['not-ect', 0],
  ['ect1', 1],
  ['ect0', 2],
  ['ce', 3],
]

/** RTN_*, linux/rtnetlink.h. */
export const fibAddressType: Symbols = [
  ['unspec', 0],
  ['unicast', 1],
  ['local', 2],
  ['broadcast', 3],
  ['anycast', 4],
  ['multicast', 5],
  ['blackhole', 6],
  ['unreachable', 7],
  ['prohibit', 8],
]

export const boolean: Symbols = [
  ['exists', 1],
  ['missing', 0],
]

/** tm_wday of the broken-down time. */
export const weekday: Symbols = [
  ['Sunday', 0],
  ['Monday', 1],
  ['Tuesday', 2],
  ['Wednesday', 3],
  ['Thursday', 4],
  ['Friday', 5],
  ['Saturday', 6],
]

/** The names that iproute2 ships: `/etc/iproute2/rt_realms` and `group`. */
export const realm: Symbols = [['cosmos', 0]]
export const deviceGroup: Symbols = [['default', 0]]

/** Those of `/etc/protocols`. */
export const inetProtocol: Symbols = Object.entries(protocolNames).flatMap(([number, name]) =>
  name === undefined || Number(number) > 255 ? [] : [[name, Number(number)] as const],
)
