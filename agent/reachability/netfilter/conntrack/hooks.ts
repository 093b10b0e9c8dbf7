import {
  destinationOf,
  familyOf,
  icmpTypeOf,
  innerOf,
  isFragment,
  isIcmp,
  isIcmpError,
  payloadLengthOf,
} from '../../packet/fields.ts'
import { ETH_P_IP, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import { packetText } from '../../packet/text.ts'
import { lose, note } from '../../trial.ts'
import type { Context, HookVerdict } from '../context.ts'
import { isExhausted } from '../nat/set-up.ts'
import { clashVerdict } from './clash.ts'
import type { Connection, Direction } from './connection.ts'
import { connectionOf } from './connection-of.ts'
import { createConnection } from './create.ts'
import { findConnection, insert, kill, NO_ZONE, type Zone, zoneOfConnection } from './table.ts'
import { trackTcp } from './tcp.ts'
import { inverted, tupleAt, tupleText } from './tuple.ts'

/** The zone that a template asks for (CT, `ct zone set`); of the mark it is 16 bits (nf_ct_zone_tmpl). */
const zoneOf = (template: Connection | null, packet: Packet): Zone => {
  if (template === null) return NO_ZONE
  const zone = zoneOfConnection(template)
  return template.zoneIsMark === true ? { ...zone, id: packet.mark & 0xffff } : zone
}

/** A packet leaves its namespace, or goes through a pair of devices: nothing knows its connection any more (skb_scrub_packet, nf_reset_ct). */
export const forgetConnection = (packet: Packet): void => {
  packet.connection = null
  packet.direction = 'original'
  packet.connectionState = 'new'
}

/**
 * Finds the connection of a packet, or begins one: the hook of conntrack in PREROUTING and OUTPUT, at priority -200 (nf_conntrack_in,
 * net/netfilter/nf_conntrack_core.c). It is there only where a rule of the namespace needs conntrack. `drop`: the packet has ended,
 * `lose` was called.
 */
export const conntrackIn = (context: Context): HookVerdict => {
  const { packet } = context
  if (packet.connection === 'untracked') return 'accept'
  const template = connectionOf(packet)
  // It was seen before: it came by `lo`, or a bridge handed it to its own stack.
  if (template !== null && !template.status.has('template')) return 'accept'
  forgetConnection(packet)
  // What IP_NODEFRAG sends; all others were put together before (ipv4_conntrack_local, nf_defrag).
  if (context.hook === 'output' && packet.etherType === ETH_P_IP && isFragment(packet)) return 'accept'
  const zone = zoneOf(template, packet)
  if (isIcmp(packet)) {
    const answer = trackIcmp(context, zone)
    if (answer === 'done') return 'accept'
    if (answer !== 'look up') return invalid(context, answer)
  }
  return lookUp(context, template, zone)
}

/** The packet goes on, and belongs to nothing: `ctstate INVALID`. */
const invalid = ({ packet, space }: Context, why: string): HookVerdict => {
  forgetConnection(packet)
  packet.connection = 'invalid'
  note(packet, { kind: 'conntrack', space, detail: () => `invalid: ${why}` })
  return 'accept'
}

/** Types of ICMPv6 that nobody tracks: multicast listeners, routers, neighbours (noct_valid_new, nf_conntrack_proto_icmpv6.c). */
const untrackedTypes: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 143])

/** The highest type that IPv4 knows (NR_ICMP_TYPES). */
const LAST_ICMP_TYPE = 18

/** Errors belong to the connection of which they quote a packet (nf_conntrack_handle_icmp, nf_conntrack_inet_error). */
const trackIcmp = ({ packet, trial, space }: Context, zone: Zone): string => {
  const type = icmpTypeOf(packet)
  if (packet.protocol === IPPROTO_ICMPV6 && untrackedTypes.has(type)) {
    packet.connection = 'untracked'
    return 'done'
  }
  if (packet.protocol === IPPROTO_ICMP && type > LAST_ICMP_TYPE) return `ICMP has no type ${type}`
  if (!isIcmpError(packet)) return 'look up'
  const inner = innerOf(packet)
  const quoted = inner === null ? null : tupleAt(inner.bytes, familyOf(packet))
  const wanted = quoted === null ? null : inverted(quoted)
  if (wanted === null) return 'the error quotes too little of a packet'
  const found = findConnection(trial, space, zone, wanted)
  if (found === null) return 'the error is about a packet of no tracked connection'
  const { connection, direction } = found
  if (connection[direction].destination !== destinationOf(packet))
    return 'the error goes to another address than the answers of the connection that it is about'
  packet.connection = connection
  packet.direction = direction
  packet.connectionState = 'related'
  return 'done'
}

const lookUp = (context: Context, template: Connection | null, zone: Zone): HookVerdict => {
  const { packet, trial, space } = context
  const tuple = tupleAt(packet.bytes, familyOf(packet))
  if (tuple === null) return invalid(context, 'its transport header cannot be read')
  const found = findConnection(trial, space, zone, tuple)
  let connection = found?.connection
  if (connection === undefined) {
    const created = createConnection(context, tuple, zone, template)
    if (created === 'full') return 'drop'
    if (created === null) return invalid(context, 'nobody asked for it')
    connection = created
  }
  const direction = found?.direction ?? 'original'
  packet.connection = connection
  packet.direction = direction
  packet.connectionState = stateOf(connection, direction)
  const problem = trackPacket(context, connection, direction)
  if (problem === 'reopen') {
    // A new connection takes the place of one that is over.
    kill(connection)
    forgetConnection(packet)
    return lookUp(context, template, zone)
  }
  if (problem !== null) return invalid(context, problem)
  connection.packets[direction]++
  if (direction === 'reply') connection.status.add('seen_reply')
  if (connection.entry !== null && found !== null) met(context, connection, direction)
  return 'accept'
}

/** resolve_normal_ct: what has been seen both ways is established. */
const stateOf = (connection: Connection, direction: Direction): Packet['connectionState'] => {
  if (direction === 'reply' || connection.status.has('seen_reply')) return 'established'
  return connection.status.has('expected') ? 'related' : 'new'
}

/** Requests of ICMP that begin something (valid_new): echo, timestamp, information, address mask; echo and node information. */
const icmpRequests: ReadonlySet<number> = new Set([8, 13, 15, 17])
const icmp6Requests: ReadonlySet<number> = new Set([128, 139])

/** nf_conntrack_handle_packet. Null: it is in order. */
const trackPacket = (context: Context, connection: Connection, direction: Direction): string | 'reopen' | null => {
  const { packet, space, trial } = context
  const { protocol } = connection.original
  if (protocol === IPPROTO_TCP) {
    const before = connection.tcpState
    const outcome = trackTcp(connection, direction, packet, {
      isLoose: (space.sysctl('net.netfilter.nf_conntrack_tcp_loose') ?? 1) !== 0,
      decideReopen: () =>
        trial.decide({
          key: `reopen ${space.netns} ${tupleText(connection.original)} ${packet.label}`,
          on: () => `how the connection ${tupleText(connection.original)}, which is closed, came to its end`,
          answers: ['a new one takes its place', 'the packet is taken for one of it'],
        }) === 0,
    })
    if (outcome !== 'invalid') return outcome === 'reopen' ? 'reopen' : null
    return `${packetText(packet)} does not fit a connection that is ${before ?? 'new'}`
  }
  if (protocol === IPPROTO_UDP) return payloadLengthOf(packet) < 0 ? 'its header is cut off' : null
  const type = connection.original.destinationPort >>> 8
  if (protocol === IPPROTO_ICMP) return icmpRequests.has(type) ? null : 'nobody asked for it'
  if (protocol === IPPROTO_ICMPV6 && !connection.status.has('confirmed'))
    return icmp6Requests.has(type) ? null : 'nobody asked for it'
  return null
}

const met = ({ packet, space }: Context, connection: Connection, direction: Direction): void => {
  const { original, reply, status, tcpState } = connection
  const state = packet.connectionState
  note(packet, {
    kind: 'conntrack',
    space,
    detail: () => {
      const isTranslated = status.has('src_nat') || status.has('dst_nat')
      const answers = isTranslated ? `, answered as ${tupleText(reply)}` : ''
      return `belongs to the connection ${tupleText(original)}${answers}${tcpState === null ? '' : `, which is ${tcpState}`}: ${state}, ${direction} direction`
    },
  })
}

/**
 * Makes the connection of a packet known, after all rules let it pass: the hook of conntrack in POSTROUTING and INPUT, the last one
 * (nf_confirm, __nf_conntrack_confirm). `drop`: the packet has ended, `lose` was called.
 */
export const conntrackConfirm = (context: Context): HookVerdict => {
  const { packet, trial, space } = context
  const connection = connectionOf(packet)
  if (connection === null || packet.direction === 'reply') return 'accept'
  const { status } = connection
  if (status.has('confirmed') || status.has('template') || status.has('dying')) return 'accept'
  const clash = clashVerdict(context, connection)
  if (clash === 'none') {
    status.add('confirmed')
    insert(trial, space, connection)
    return 'accept'
  }
  if (clash === 'resolved') return 'accept'
  lose(trial, {
    reason: 'nat-exhausted',
    space,
    packet,
    fact: () =>
      isExhausted(connection)
        ? `no port is left to which ${tupleText(connection.original)} could be mapped`
        : `answers to ${tupleText(connection.original)} would be taken for those of ${tupleText(clash.original)}`,
  })
  return 'drop'
}
