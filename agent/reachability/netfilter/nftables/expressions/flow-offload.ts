import { FIN, RST, tcpFlagsOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import type { Operation } from '../machine.ts'

/**
 * Gives an established connection to a flowtable (nft_flow_offload_eval, net/netfilter/nft_flow_offload.c). Which packets then take
 * the short way does not change where they go.
 */
export const flowOffload = (): Operation => (machine) => {
  const { packet } = machine
  const connection = connectionOf(packet)
  if (connection === null || !connection.status.has('confirmed')) return 'break'
  if (connection.helper !== null || connection.status.has('offload')) return 'break'
  const { protocol } = connection.original
  if (protocol === IPPROTO_TCP) {
    if (connection.tcpState !== 'established' || (tcpFlagsOf(packet) & (FIN | RST)) !== 0) return 'break'
  } else if (protocol !== IPPROTO_UDP) return 'break'
  connection.status.add('offload')
  machine.acted = true
  return null
}
