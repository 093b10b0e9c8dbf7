import type { SocketRecord } from '../../../../../collectors/sockets/record.ts'
import { SYN, tcpFlagsOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import { lookupSocket, wantedBy } from '../../../sockets/lookup.ts'
import type { Machine, Operation } from '../machine.ts'
import { putByte, putWord, registerAt, spoil } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** Bytes of each value; the id of a cgroup has eight. */
const lengths: { readonly [key: string]: number } = { cgroupv2: 8 }

const wildcards = new Set(['0.0.0.0', '::'])

/** The local socket of a packet (nft_socket_eval, net/netfilter/nft_socket.c). */
export const socket = ({ key = '', dreg }: ExpressionOf<'socket'>): Operation => {
  const to = registerAt(dreg)
  const taint = { unknown: `${key} of the local socket that the packet belongs to`, values: null }
  const unknown = (machine: Machine): null => {
    spoil(machine.registers, to, lengths[key] ?? 4, taint)
    return null
  }
  return (machine) => {
    const { packet, state } = machine
    // The sender's own, and that of an answer, are connected ones: no snapshot has those.
    if (packet.sender !== null) return packet.sender.kernel ? 'break' : unknown(machine)
    if (packet.protocol !== IPPROTO_TCP && packet.protocol !== IPPROTO_UDP) return 'break'
    if (packet.direction === 'reply') return unknown(machine)
    const given = packet.socket
    const found =
      given !== undefined || state.in === null
        ? ({ kind: 'none' } as const)
        : lookupSocket(state.space, wantedBy(packet, state.in))
    if (found.kind === 'unknown') return unknown(machine)
    const record = given ?? (found.kind === 'found' ? found.socket : undefined)
    if (record === undefined) return 'break'
    // A connection that is being made is no full socket yet.
    const isRequest = packet.protocol === IPPROTO_TCP && (tcpFlagsOf(packet) & SYN) === 0
    if (isRequest && key !== 'transparent') return 'break'
    return put(machine, record) ? null : unknown(machine)
  }

  function put({ registers }: Machine, record: SocketRecord): boolean {
    if (key === 'transparent') putByte(registers, to, record.transparent === true ? 1 : 0)
    else if (key === 'mark') putWord(registers, to, record.mark ?? 0)
    else if (key === 'wildcard') putByte(registers, to, wildcards.has(record.local.address) ? 1 : 0)
    else return false
    return true
  }
}
