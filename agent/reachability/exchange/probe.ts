import { explore } from '../explore.ts'
import { echoPacket, tcpPacket, udpPacket } from '../packet/build.ts'
import { SYN } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import { newTrial } from '../run.ts'
import type { Scene } from '../scene/scene.ts'
import type { Pardoned, Trial } from '../trial.ts'
import { stepsOf } from './attempt.ts'
import { loseUnsent, openClient, type Refusal } from './client.ts'
import { endsOf } from './ends.ts'
import { outcomeOf } from './errors.ts'
import type { Branch, Exchange, Probe, ProbeResult } from './exchange.ts'
import { exchangeIcmp } from './icmp.ts'
import { exchangeTcp } from './tcp.ts'
import { exchangeUdp } from './udp.ts'

const exchanges = { tcp: exchangeTcp, udp: exchangeUdp, icmp: exchangeIcmp } as const

export interface ProbeOptions {
  /** Write rules down that did not match, too. */
  readonly explain?: boolean
}

/** Simulates one exchange: all that may become of it, where the snapshot does not tell everything. */
export const probe = (scene: Scene, asked: Probe, { explain = false }: ProbeOptions = {}): ProbeResult => {
  const { runs, isCut } = explore((decide) => attempt(newTrial(scene, { decide, explain }), asked))
  const branchOf = ({ result, answered }: (typeof runs)[number]): Branch => ({
    answers: answered.map(({ question, answer }) => ({ on: question.on(), answer: question.answers[answer] ?? '' })),
    exchange: result,
  })
  const [first, ...others] = runs
  return { branches: [branchOf(first), ...others.map(branchOf)], isCut }
}

/** The likeliest way that the exchange goes if some things were mended. */
export const probeMended = (scene: Scene, asked: Probe, pardoned: Pardoned): Exchange =>
  attempt(newTrial(scene, { pardoned }), asked)

const attempt = (trial: Trial, asked: Probe): Exchange => {
  const client = openClient(trial, asked)
  return 'errno' in client ? unsent(trial, asked, client) : exchanges[asked.protocol](trial, asked, client)
}

/** Nothing is sent: connect() or bind() itself fails. */
const unsent = (trial: Trial, asked: Probe, refusal: Refusal): Exchange => {
  const space = asked.from === null ? undefined : trial.scene.space(asked.from)
  const packet = packetOf(asked)
  if (space !== undefined) loseUnsent(trial, space, packet, refusal)
  return {
    probe: asked,
    outcome: outcomeOf(refusal.errno),
    request: stepsOf(packet.trail),
    reply: [],
    losses: endsOf(trial, packet),
    lostOn: 'request',
    reached: null,
  }
}

/** What would have been sent, from nobody: words and causes look at it. */
const packetOf = ({ protocol, destination, port = 0, source, sourcePort = 0 }: Probe): Packet => {
  const ends = { source: source ?? (destination.includes(':') ? '::' : '0.0.0.0'), destination }
  if (protocol === 'icmp') return echoPacket({ ...ends, label: 'echo request', identifier: sourcePort })
  const ports = { sourcePort, destinationPort: port }
  return protocol === 'tcp'
    ? tcpPacket({ ...ends, ...ports, label: 'SYN', flags: SYN })
    : udpPacket({ ...ends, ...ports, label: 'datagram' })
}
