import { be16, u8 } from '../wire/scalars.ts'
import { struct } from '../wire/struct.ts'

/** Subsystems of NETLINK_NETFILTER: the upper byte of a message's type (linux/netfilter/nfnetlink.h). */
export const NFNL_SUBSYS_CTNETLINK = 1
export const NFNL_SUBSYS_CTNETLINK_EXP = 2
export const NFNL_SUBSYS_IPSET = 6
export const NFNL_SUBSYS_NFTABLES = 10

/** What every message of NETLINK_NETFILTER begins with. */
export const nfgenmsg = struct(
  { name: 'nfgenmsg', header: 'linux/netfilter/nfnetlink.h', size: 4 },
  {
    /** NFPROTO_*, linux/netfilter.h; 0 for all. */
    family: [0, u8, 'nfgen_family'],
    version: [1, u8, 'version'],
    /** Of nf_tables: the lower half of the generation of the ruleset. */
    resourceId: [2, be16, 'res_id'],
  },
)

/** The same as bytes, for a request. @param family NFPROTO_*; 0 for all */
export const nfgenmsgBytes = (family: number): Uint8Array => Uint8Array.of(family, 0, 0, 0)
