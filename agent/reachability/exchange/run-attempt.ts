import { sendLocal } from '../ip/output.ts'
import type { Packet } from '../packet/packet.ts'
import { settle } from '../run.ts'
import type { Arrival } from '../trial.ts'
import type { Attempt } from './attempt.ts'
import { outcomeOf } from './errors.ts'
import { leftFor, sendFromOutside } from './outside.ts'

interface Ends<A> {
  /** What happens to what arrives somewhere. */
  readonly receive: (attempt: A, arrival: Arrival) => void
  /** What the asking socket makes of what came back to it. */
  readonly atClient: (attempt: A, packet: Packet) => void
}

/** Sends the request of an attempt, and lets everything happen that follows from it. */
export const runAttempt = <A extends Attempt>(attempt: A, { receive, atClient }: Ends<A>): void => {
  const { trial, probe, client, request } = attempt
  if (client.space === null) sendFromOutside(trial, probe, request)
  else {
    const errno = sendLocal(trial, client.space, request)
    // connect() of TCP does not tell: it sends again, and waits (tcp_connect, net/ipv4/tcp_output.c).
    if (errno !== null && probe.protocol !== 'tcp') attempt.outcome = outcomeOf(errno)
  }
  for (let seen = 0; ; ) {
    settle(trial, (arrival) => receive(attempt, arrival))
    const left = leftFor(trial, client, seen)
    seen = trial.losses.length
    if (left.length === 0) return
    for (const packet of left) atClient(attempt, packet)
  }
}
