import { u8 } from '../../wire/scalars.ts'
import { newCursor, step } from './attribute-cursor.ts'
import { CTA_PROTOINFO } from './attribute-numbers.ts'

/** enum tcp_conntrack, linux/netfilter/nf_conntrack_tcp.h */
export const tcpStates = [
  'none',
  'syn_sent',
  'syn_recv',
  'established',
  'fin_wait',
  'close_wait',
  'last_ack',
  'time_wait',
  'close',
  /** Both ends called at once; `listen` before 2.6.31. */
  'syn_sent2',
] as const

/** enum ct_dccp_states, net/netfilter/nf_conntrack_proto_dccp.c; 6.18 tracks DCCP no more. */
const dccpStates = [
  'none',
  'request',
  'respond',
  'partopen',
  'open',
  'closereq',
  'closing',
  'timewait',
  'ignore',
  'invalid',
] as const

/** enum sctp_conntrack, linux/netfilter/nf_conntrack_sctp.h */
export const sctpStates = [
  'none',
  'closed',
  'cookie_wait',
  'cookie_echoed',
  'established',
  'shutdown_sent',
  'shutdown_recd',
  'shutdown_ack_sent',
  'heartbeat_sent',
  'heartbeat_acked',
] as const

const stateAttribute = CTA_PROTOINFO.TCP_STATE
const statesOf: readonly (readonly string[] | undefined)[] = [undefined, tcpStates, dccpStates, sctpStates]

const outer = newCursor()
const inner = newCursor()

/**
 * The state in a CTA_PROTOINFO; one without a name is its decimal digits. Null when there is none. What else is told (window
 * scaling, flags, verification tags) nobody asks for.
 */
export const protocolState = (view: DataView, at: number, length: number): string | null => {
  const end = at + length
  let state: string | null = null
  for (let next = at; next < end; ) {
    next = step(view, next, end, outer)
    const states = statesOf[outer.type]
    const innerEnd = outer.at + outer.length
    for (let innerNext = outer.at; states !== undefined && innerNext < innerEnd; ) {
      innerNext = step(view, innerNext, innerEnd, inner)
      if (inner.type !== stateAttribute) continue
      const value = u8.decode(view, inner.at, inner.length)
      state = states[value] ?? String(value)
    }
  }
  return state
}
