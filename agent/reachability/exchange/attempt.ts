import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import type { Outcome } from '../answer.ts'
import type { Packet } from '../packet/packet.ts'
import type { Space } from '../scene/space.ts'
import type { Loss, Step, Trail, Trial } from '../trial.ts'
import type { Client } from './client.ts'
import { endOf, endsOf } from './ends.ts'
import type { Exchange, Probe } from './exchange.ts'

/** An exchange while it goes on. */
export interface Attempt {
  readonly trial: Trial
  readonly probe: Probe
  readonly client: Client
  /** Null until the client sees something. */
  outcome: Outcome | null
  /** The first packet. */
  request: Packet
  /** As it arrived where its socket is. */
  arrived: Packet | null
  /** What answers: a SYN-ACK, a reset, an echo, an ICMP error. */
  reply: Packet | null
  /** As it came back to the client. */
  returned: Packet | null
  reached: { readonly space: Space; readonly socket: SocketRecord | null } | null
}

/** One whose request goes the way that connect() found. */
export const newAttempt = (trial: Trial, probe: Probe, client: Client, request: Packet): Attempt => {
  request.route = client.route
  return {
    trial,
    probe,
    client,
    outcome: null,
    request,
    arrived: null,
    reply: null,
    returned: null,
    reached: null,
  }
}

/** The client sees something. */
export const conclude = (attempt: Attempt, packet: Packet, outcome: Outcome): void => {
  attempt.outcome = outcome
  attempt.returned = packet
  attempt.reply ??= packet
}

export const stepsOf = (trail: Trail | null): readonly Step[] => {
  const steps: Step[] = []
  for (let at = trail; at !== null; at = at.earlier) steps.push(at.step)
  return steps.reverse()
}

/** Errors and resets that told the client of its first packet, and got lost themselves. */
const refusalsLost = ({ trial, request: { label } }: Attempt): readonly Loss[] =>
  trial.losses.filter(({ packet }) => packet.label === `error about ${label}` || packet.label === `reset of ${label}`)

/** What became of it, when nothing moves any more. */
export const exchangeOf = (attempt: Attempt, isSuccess: boolean): Exchange => {
  const { trial, probe, request, arrived, reply, returned, reached } = attempt
  const outcome = attempt.outcome ?? 'timeout'
  const requestLosses = endsOf(trial, request)
  const replyLosses = reply === null ? refusalsLost(attempt) : endsOf(trial, reply)
  const losses = isSuccess
    ? []
    : [...(arrived === null || replyLosses.length === 0 ? requestLosses : []), ...replyLosses]
  const lostOn = isSuccess || losses.length === 0 ? null : losses[0] === requestLosses[0] ? 'request' : 'reply'
  const requestEnd = arrived ?? endOf(trial, request)?.packet ?? request
  const replyEnd = returned ?? (reply === null ? null : (endOf(trial, reply)?.packet ?? reply))
  return {
    probe,
    outcome,
    request: stepsOf(requestEnd.trail),
    reply: stepsOf(replyEnd?.trail ?? null),
    losses,
    lostOn,
    reached,
  }
}
