import { destinationOf, familyOf, icmpTypeOf, innerOf, isIcmp } from '../../packet/fields.ts'
import { IPPROTO_ICMP, type Packet } from '../../packet/packet.ts'
import {
  mendIcmpChecksum,
  setDestination,
  setDestinationPort,
  setIcmpIdentifier,
  setSource,
  setSourcePort,
} from '../../packet/rewrite.ts'
import { packetText } from '../../packet/text.ts'
import { lose, note } from '../../trial.ts'
import type { Connection, Tuple } from '../conntrack/connection.ts'
import { connectionOf } from '../conntrack/connection-of.ts'
import { invertedBack } from '../conntrack/tuple.ts'
import type { Context, HookVerdict } from '../context.ts'
import type { Manip } from './range.ts'
import { isMapped, mapConnection, mappingRule } from './set-up.ts'

type Chain = (context: Context) => HookVerdict

/**
 * NAT at one of its four hooks (nf_nat_inet_fn, net/netfilter/nf_nat_core.c; nf_nat_ipv4_fn, nf_nat_proto.c). The rules are asked for
 * the first packet of a connection; the chains that remain are not asked once one of them mapped it. All packets are then changed as
 * their connection says. Where the destination of a packet changes, it has no route any more: in OUTPUT the caller finds a new one
 * (ip_route_me_harder), in PREROUTING routing follows anyway. `drop`: the packet has ended, `lose` was called by who dropped it.
 * @param manip `destination` in PREROUTING and OUTPUT, `source` in POSTROUTING and INPUT
 */
export const runNat = (context: Context, chains: readonly Chain[], manip: Manip): HookVerdict => {
  const { packet } = context
  const connection = connectionOf(packet)
  if (connection === null) return 'accept'
  const destination = destinationOf(packet)
  const verdict =
    packet.connectionState === 'related' && isIcmp(packet)
      ? translateError(context, connection, manip)
      : translate(context, connection, chains, manip)
  if (verdict === 'accept' && destinationOf(packet) !== destination) packet.route = null
  return verdict
}

const translate = (context: Context, connection: Connection, chains: readonly Chain[], manip: Manip): HookVerdict => {
  const { packet } = context
  if (packet.connectionState !== 'established' && !isMapped(connection, manip)) {
    for (const chain of chains) {
      const verdict = chain(context)
      if (verdict !== 'accept') return verdict
      if (isMapped(connection, manip)) break
    }
    if (!isMapped(connection, manip)) mapToItself(context, connection, manip)
  }
  if (isChanged(packet, connection, manip)) {
    const before = packetText(packet)
    changeTo(packet, tupleAfter(packet, connection), manip)
    written(context, connection, before, manip)
  }
  return 'accept'
}

/** nf_nat_alloc_null_binding: the address stays; the source gets another port where its own is taken. */
const mapToItself = (context: Context, connection: Connection, manip: Manip): void => {
  const { source, destination } = connection.reply
  const address = manip === 'source' ? destination : source
  mapConnection(context, connection, { minAddress: address, maxAddress: address }, manip)
}

const opposite = (manip: Manip): Manip => (manip === 'source' ? 'destination' : 'source')

/** Which end of the connection is mapped where this end of a packet changes: of an answer the other one (nf_nat_packet). */
const mappedEnd = (packet: Packet, manip: Manip): Manip => (packet.direction === 'original' ? manip : opposite(manip))

const isChanged = (packet: Packet, { status }: Connection, manip: Manip): boolean =>
  status.has(mappedEnd(packet, manip) === 'source' ? 'src_nat' : 'dst_nat')

/** What a packet looks like afterwards: the opposite of what comes the other way (nf_nat_manip_pkt). */
const tupleAfter = (packet: Packet, { original, reply }: Connection): Tuple =>
  invertedBack(packet.direction === 'original' ? reply : original)

const changeTo = (packet: Packet, tuple: Tuple, manip: Manip): void => {
  if (manip === 'source') {
    setSource(packet, tuple.source)
    setSourcePort(packet, tuple.sourcePort)
  } else {
    setDestination(packet, tuple.destination)
    setDestinationPort(packet, tuple.destinationPort)
  }
  if (isEcho(packet)) setIcmpIdentifier(packet, tuple.sourcePort)
}

/** Echo, timestamp, information and address mask: requests and answers that have an identifier (icmp_manip_pkt). */
const withIdentifier: ReadonlySet<number> = new Set([0, 8, 13, 14, 15, 16, 17, 18])

/** Of ICMPv6 only echoes have one that is changed (icmpv6_manip_pkt). */
const isEcho = (packet: Packet): boolean => {
  const type = icmpTypeOf(packet)
  return packet.protocol === IPPROTO_ICMP ? withIdentifier.has(type) : type === 128 || type === 129
}

const written = ({ packet, space }: Context, connection: Connection, before: string, manip: Manip): void => {
  const after = packetText(packet)
  if (after === before) return
  const rule = mappingRule(connection, mappedEnd(packet, manip))
  note(packet, {
    kind: 'nat',
    space,
    detail: () => `${manip === 'source' ? 'from' : 'to'} another address or port: ${before} becomes ${after}`,
    before,
    after,
    ...(rule === undefined ? {} : { rule }),
  })
}

const REDIRECT: { readonly ipv4: number; readonly ipv6: number } = { ipv4: 5, ipv6: 137 }

/**
 * ICMP errors about a connection that is mapped: the packet that they quote is changed back, and they themselves are changed like packets of
 * their direction (nf_nat_icmp_reply_translation, nf_nat_icmpv6_reply_translation).
 */
const translateError = (context: Context, connection: Connection, manip: Manip): HookVerdict => {
  const { packet, space, trial } = context
  const { status } = connection
  const isMappedAtAll = status.has('src_nat') || status.has('dst_nat')
  const isDone = status.has('src_nat_done') && status.has('dst_nat_done')
  if (icmpTypeOf(packet) === REDIRECT[familyOf(packet)] && (!isDone || isMappedAtAll)) {
    lose(trial, {
      reason: 'filtered',
      space,
      packet,
      fact: () => `NAT drops ${packetText(packet)}: it is a redirect of a connection that is translated`,
    })
    return 'drop'
  }
  if (!isChanged(packet, connection, manip)) return 'accept'
  const before = packetText(packet)
  const inner = innerOf(packet)
  if (inner !== null) {
    changeTo(inner, packet.direction === 'original' ? connection.reply : connection.original, opposite(manip))
    mendIcmpChecksum(packet)
  }
  const tuple = tupleAfter(packet, connection)
  if (manip === 'source') setSource(packet, tuple.source)
  else setDestination(packet, tuple.destination)
  written(context, connection, before, manip)
  return 'accept'
}
