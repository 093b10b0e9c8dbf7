import { addressAt, read16 } from '../../../packet/address-bytes.ts'
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import { transparentSocket } from '../../transparent-socket.ts'
import {
  contextOf,
  dropped,
  type Machine,
  NFPROTO_INET,
  NFPROTO_IPV4,
  NFPROTO_IPV6,
  type Operation,
} from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'
import type { ExpressionOf } from './kinds.ts'

const families: { readonly [word: string]: number } = {
  inet: NFPROTO_INET,
  ip: NFPROTO_IPV4,
  ip6: NFPROTO_IPV6,
  unspec: NFPROTO_INET,
}

/** Gives the packet to a local socket that takes what is not for it (nft_tproxy_eval, net/netfilter/nft_tproxy.c). */
export const tproxy = ({ family = 'inet', regAddr, regPort }: ExpressionOf<'tproxy'>): Operation => {
  const only = families[family] ?? NFPROTO_INET
  return (machine) => {
    const { packet, state, protocolFamily } = machine
    if (only !== NFPROTO_INET && only !== protocolFamily) return 'break'
    if (packet.protocol !== IPPROTO_TCP && packet.protocol !== IPPROTO_UDP) return 'break'
    if (!machine.hasTransport || machine.isLaterFragment || state.in === null) return 'break'
    const address = addressFrom(machine, regAddr)
    const port = portFrom(machine, regPort)
    if (address === null || port === null) return dropped('program')
    const socket = transparentSocket(contextOf(machine), address ?? null, port)
    if (socket === null) return 'break'
    packet.socket = socket
    machine.acted = true
    return null
  }
}

/** Undefined: none is given. Null: nobody knows which. */
const addressFrom = (machine: Machine, register: number | undefined): string | null | undefined => {
  if (register === undefined) return undefined
  const family = machine.protocolFamily === NFPROTO_IPV4 ? 'ipv4' : 'ipv6'
  const bytes = settled(machine, registerAt(register), family === 'ipv4' ? 4 : 16)
  return bytes === null ? null : addressAt(bytes, 0, family)
}

/** 0: none is given. */
const portFrom = (machine: Machine, register: number | undefined): number | null => {
  if (register === undefined) return 0
  const bytes = settled(machine, registerAt(register), 2)
  return bytes === null ? null : read16(bytes, 0)
}
