import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import { transparentSocket } from '../../transparent-socket.ts'
import { contextOf, dropped, isForFamily, NFPROTO_IPV4, type Operation } from '../machine.ts'
import { settledAddress, settledPort } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'

/** Gives the packet to a local socket that takes what is not for it (nft_tproxy_eval, net/netfilter/nft_tproxy.c). */
export const tproxy = ({ family, regAddr, regPort }: ExpressionOf<'tproxy'>): Operation => {
  return (machine) => {
    const { packet, state, protocolFamily } = machine
    if (!isForFamily(machine, family)) return 'break'
    if (packet.protocol !== IPPROTO_TCP && packet.protocol !== IPPROTO_UDP) return 'break'
    if (!machine.hasTransport || machine.isLaterFragment || state.in === null) return 'break'
    const ipFamily = protocolFamily === NFPROTO_IPV4 ? 'ipv4' : 'ipv6'
    const address = regAddr === undefined ? undefined : settledAddress(machine, regAddr, ipFamily)
    const port = regPort === undefined ? 0 : settledPort(machine, regPort)
    if (address === null || port === null) return dropped('program')
    const socket = transparentSocket(contextOf(machine), address ?? null, port)
    if (socket === null) return 'break'
    packet.socket = socket
    machine.acted = true
    return null
  }
}
