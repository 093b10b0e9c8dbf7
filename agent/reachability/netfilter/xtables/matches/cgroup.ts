import { SYN, tcpFlagsOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import type { Matched } from '../../context.ts'
import type { CompileMatch } from './match-test.ts'

/** ACK and RST tell a first SYN from all that a connection may have. */
const FLAGS = 0x16

/**
 * cgroup_mt_v2, net/netfilter/xt_cgroup.c. What comes in has a socket before the rules of INPUT only where it belongs to a connected
 * one (early demultiplexing, tcp_v4_early_demux): a first SYN and ICMP never do.
 */
export const cgroup: CompileMatch<'cgroup'> = ({ path, classId }) => {
  const which = path?.path ?? `with the class ${classId?.classId ?? 0}`
  const unknown = { unknown: `whether the socket belongs to the control group ${which}` }
  const invert = path?.invert ?? classId?.invert ?? false
  const isWithin = (group: string): boolean => {
    const wanted = (path?.path ?? '').replace(/\/+$/, '')
    return group === wanted || group.startsWith(`${wanted}/`)
  }
  return ({ packet, hook }): Matched => {
    const { sender, protocol } = packet
    if (hook === 'input') {
      if (protocol === IPPROTO_TCP) return (tcpFlagsOf(packet) & FLAGS) === SYN ? false : unknown
      return protocol === IPPROTO_UDP ? unknown : false
    }
    if (sender === null) return false
    if (path === null || sender.cgroup === undefined) return unknown
    return isWithin(sender.cgroup) !== invert
  }
}
