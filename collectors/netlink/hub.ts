import { KernelError } from '../linux/errno.ts'
import type { OpenNamespace } from '../linux/namespace.ts'
import type { NetlinkConnection } from './connection.ts'
import { nsid } from './messages/nsid.ts'
import { type RequestAttribute, s32Bytes } from './request.ts'

/** linux/rtnetlink.h, linux/net_namespace.h */
const RTM_NEWNSID = 88
const NETNSA_NSID = 1
const NETNSA_FD = 3
const EEXIST = 17
/** struct rtgenmsg, padded */
const anyFamily = Buffer.alloc(4)
/** NETNSA_NSID_NOT_ASSIGNED: the kernel chooses. */
const anyNumber = s32Bytes(-1)

/**
 * The number by which the hub knows a namespace, given on first sight. It does not keep the namespace alive.
 * Only the hub's own table changes; the host's is left alone.
 * @throws KernelError (needs CAP_NET_ADMIN)
 */
export const hubNumber = (hub: NetlinkConnection, namespace: OpenNamespace): number => {
  const descriptor = [NETNSA_FD, s32Bytes(namespace.fd)] as const
  const known = assigned(hub, descriptor)
  if (known !== null) return known
  try {
    hub.tell(RTM_NEWNSID, 'register a namespace with the hub', {
      header: anyFamily,
      attributes: [[NETNSA_NSID, anyNumber], descriptor],
    })
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== EEXIST) throw error
  }
  const given = assigned(hub, descriptor)
  if (given === null)
    throw new KernelError({ operation: 'RTM_GETNSID', errno: 2, detail: 'the hub has no number for a namespace' })
  return given
}

const assigned = (hub: NetlinkConnection, descriptor: RequestAttribute): number | null => {
  const answer = hub.ask(nsid, { header: anyFamily, attributes: [descriptor] })
  return answer?.nsid === undefined || answer.nsid < 0 ? null : answer.nsid
}
