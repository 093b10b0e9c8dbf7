import type { LongDump, NetlinkConnection } from '../../netlink/connection.ts'
import { message } from '../../netlink/message.ts'
import type { Turns } from '../../turns.ts'
import { attributes } from '../../wire/attributes.ts'
import { be16, be32 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { cstring } from '../../wire/text.ts'
import { NFNL_SUBSYS_CTNETLINK_EXP, nfgenmsg, nfgenmsgBytes } from '../nfnetlink.ts'
import { tuple } from './tuple.ts'

const header = 'linux/netfilter/nfnetlink_conntrack.h'

/** enum ctnl_exp_msg_types */
const IPCTNL_MSG_EXP_NEW = 0
const IPCTNL_MSG_EXP_GET = 1

const nat = attributes(
  { prefix: 'CTA_EXPECT_NAT_', header },
  {
    /** 0: the direction of the master's original tuple, 1: of its reply. */
    direction: [1, be32, 'DIR'],
    tuple: [2, tuple, 'TUPLE'],
  },
)

/** A connection that a helper expects: it will belong to another one (RELATED), the master. */
export const conntrackExpectation = message(
  {
    name: 'conntrack expectation',
    answer: (NFNL_SUBSYS_CTNETLINK_EXP << 8) | IPCTNL_MSG_EXP_NEW,
    request: (NFNL_SUBSYS_CTNETLINK_EXP << 8) | IPCTNL_MSG_EXP_GET,
    prefix: 'CTA_EXPECT_',
    header,
  },
  nfgenmsg,
  {
    master: [1, tuple, 'MASTER'],
    tuple: [2, tuple, 'TUPLE'],
    /** Bits of the tuple's source that must be so. */
    mask: [3, tuple, 'MASK'],
    /** Seconds left. */
    timeout: [4, be32, 'TIMEOUT'],
    id: [5, be32, 'ID'],
    helper: [6, cstring, 'HELP_NAME'],
    zone: [7, be16, 'ZONE'],
    /** NF_CT_EXPECT_*: 1 permanent, 2 inactive, 4 of a helper in user space. */
    flags: [8, be32, 'FLAGS'],
    class: [9, be32, 'CLASS'],
    nat: [10, nat, 'NAT'],
    /** What the kernel does with the connection when it comes: `nat-follow-master`. */
    function: [11, cstring, 'FN'],
  },
)
export type ConntrackExpectation = Infer<typeof conntrackExpectation>

/**
 * The expectations of the namespace of the connection (NETLINK_NETFILTER).
 * @throws KernelError (needs CAP_NET_ADMIN, and CONFIG_NF_CT_NETLINK)
 */
export const readExpectations = async (
  connection: NetlinkConnection,
  turns: Turns,
): Promise<LongDump & { readonly expectations: readonly ConntrackExpectation[] }> => {
  const expectations: ConntrackExpectation[] = []
  const visit = (view: DataView, at: number, length: number): boolean => {
    expectations.push(conntrackExpectation.decode(view, at, length))
    return true
  }
  const { name, types } = conntrackExpectation
  const dump = await connection.dumpInTurns({ name, types, header: nfgenmsgBytes(0), visit }, turns)
  return { ...dump, expectations }
}
