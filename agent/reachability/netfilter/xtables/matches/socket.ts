import type { SocketRecord } from '../../../../../collectors/sockets/record.ts'
import { innerOf, isIcmp } from '../../../packet/fields.ts'
import { IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../../../packet/packet.ts'
import { arrivalDevice } from '../../../sockets/device.ts'
import { lookupSocket, type Wanted, wantedBy } from '../../../sockets/lookup.ts'
import { hasSocket } from '../../../sockets/of-walk.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import type { Context, Matched } from '../../context.ts'
import { type CompileMatch, never } from './match-test.ts'
import { holds } from './transport.ts'

/** The ends of the connection as the socket sees them: an ICMP error quotes what the socket has sent. */
const wantedOf = ({ packet, in: input }: Context): Wanted | null => {
  if (input === null) return null
  const isError = isIcmp(packet)
  const quoted = isError ? innerOf(packet) : packet
  if (quoted === null || (quoted.protocol !== IPPROTO_TCP && quoted.protocol !== IPPROTO_UDP)) return null
  if (!holds(quoted, quoted.transport, isError ? 4 : 8)) return null
  const arrived = { ...wantedBy(quoted, input), ...arrivalDevice(packet, input) }
  const { local, localPort, remote, remotePort } = arrived
  const wanted = isError
    ? { ...arrived, local: remote, localPort: remotePort, remote: local, remotePort: localPort }
    : arrived
  const before = beforeNat(packet, isError)
  return before === null ? wanted : { ...wanted, local: before.source, localPort: before.sourcePort }
}

/** Answers on a connection whose source NAT has changed belong to the socket that had the old address. */
const beforeNat = (
  packet: Packet,
  isError: boolean,
): { readonly source: string; readonly sourcePort: number } | null => {
  const connection = connectionOf(packet)
  if (connection === null || packet.direction !== 'reply' || !connection.status.has('src_nat_done')) return null
  return packet.connectionState === (isError ? 'related' : 'established') ? connection.original : null
}

const isWildcard = ({ local }: SocketRecord): boolean => local.address === '0.0.0.0' || local.address === '::'

/** socket_match, net/netfilter/xt_socket.c, with the lookup of nf_sk_lookup_slow_v4 (net/ipv4/netfilter/nf_socket_ipv4.c). */
export const socket: CompileMatch<'socket'> = ({ transparent, noWildcard, restoreMark, other }) => {
  if (other !== undefined) return never
  const markUnknown = { unknown: 'which mark the socket of the connection has' }
  return (context): Matched => {
    const wanted = wantedOf(context)
    if (wanted === null) return false
    if (hasSocket(context.trial, context.space, wanted)) {
      if (transparent) return false
      return restoreMark ? markUnknown : true
    }
    const found = lookupSocket(context.space, wanted)
    if (found.kind === 'unknown') return { unknown: found.why }
    if (found.kind === 'none') return false
    const { socket: taker } = found
    if ((!noWildcard && isWildcard(taker)) || (transparent && taker.transparent !== true)) return false
    if (restoreMark) context.packet.mark = taker.mark ?? 0
    return true
  }
}
