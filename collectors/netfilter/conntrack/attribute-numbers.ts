/**
 * Attributes of linux/netfilter/nfnetlink_conntrack.h by the kernel's names. They are no tables of codecs: an entry has about
 * forty attributes in five levels, and tables of any size would be read for each of tens of thousands of entries.
 */
export const CTA = {
  TUPLE_ORIG: 1,
  TUPLE_REPLY: 2,
  STATUS: 3,
  PROTOINFO: 4,
  HELP: 5,
  NAT_SRC: 6,
  TIMEOUT: 7,
  MARK: 8,
  COUNTERS_ORIG: 9,
  COUNTERS_REPLY: 10,
  USE: 11,
  ID: 12,
  NAT_DST: 13,
  TUPLE_MASTER: 14,
  SEQ_ADJ_ORIG: 15,
  SEQ_ADJ_REPLY: 16,
  SECMARK: 17,
  ZONE: 18,
  SECCTX: 19,
  TIMESTAMP: 20,
  MARK_MASK: 21,
  LABELS: 22,
  LABELS_MASK: 23,
  SYNPROXY: 24,
  FILTER: 25,
  STATUS_MASK: 26,
  /** Since 6.14: when the kernel told the event; not in dumps. */
  TIMESTAMP_EVENT: 27,
} as const

export const CTA_TUPLE = { IP: 1, PROTO: 2, ZONE: 3 } as const

export const CTA_IP = { V4_SRC: 1, V4_DST: 2, V6_SRC: 3, V6_DST: 4 } as const

export const CTA_PROTO = {
  NUM: 1,
  SRC_PORT: 2,
  DST_PORT: 3,
  ICMP_ID: 4,
  ICMP_TYPE: 5,
  ICMP_CODE: 6,
  ICMPV6_ID: 7,
  ICMPV6_TYPE: 8,
  ICMPV6_CODE: 9,
} as const

/** The state comes first in each of them: CTA_PROTOINFO_TCP_STATE, CTA_PROTOINFO_DCCP_STATE, CTA_PROTOINFO_SCTP_STATE. */
export const CTA_PROTOINFO = { TCP: 1, DCCP: 2, SCTP: 3, TCP_STATE: 1, DCCP_STATE: 1, SCTP_STATE: 1 } as const

export const CTA_COUNTERS = { PACKETS: 1, BYTES: 2 } as const

export const CTA_TIMESTAMP = { START: 1, STOP: 2 } as const

export const CTA_HELP = { NAME: 1, INFO: 2 } as const

export const CTA_SECCTX = { NAME: 1 } as const

export const CTA_FILTER = { ORIG_FLAGS: 1, REPLY_FLAGS: 2 } as const
