import { KernelError } from '../../linux/errno.ts'
import type { NetlinkConnection } from '../../netlink/connection.ts'
import { nfgenmsgBytes } from '../nfnetlink.ts'
import { generation } from './messages/generation.ts'

/** asm-generic/errno.h; nfnetlink answers EINVAL for a subsystem that it has not. */
const EINVAL = 22
const EOPNOTSUPP = 95

/**
 * The generation of the ruleset of the namespace that the connection (NETLINK_NETFILTER) is in: one more for every change by a
 * program, not for what packets change. The cheapest question of all (2 µs).
 * @throws KernelError: EPERM without CAP_NET_ADMIN, EOPNOTSUPP on a kernel without nf_tables; DecodeError
 */
export const askGeneration = (connection: NetlinkConnection): number => {
  try {
    return connection.ask(generation, { header: nfgenmsgBytes(0) })?.generation ?? 0
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== EINVAL) throw error
    throw new KernelError({ operation: error.operation, errno: EOPNOTSUPP })
  }
}
