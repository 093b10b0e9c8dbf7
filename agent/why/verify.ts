import type { ProbeEnd } from '../../collectors/linux/probe-socket.ts'
import type { Places } from '../../collectors/namespaces/open-known.ts'
import { sendProbe } from '../../collectors/namespaces/send-probe.ts'
import { addressBytes } from '../../collectors/netfilter/conntrack/address-bytes.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import type { Answer, Outcome } from '../reachability/answer.ts'
import { outcomeOf } from '../reachability/exchange/errors.ts'
import { type Asked, partiesOf } from '../reachability/parties.ts'
import { newTrial } from '../reachability/run.ts'
import { sceneOf } from '../reachability/scene/scene-of.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Sends one real packet for a question that was answered: a TCP connect, a datagram or an echo from inside the source.
 * @returns the answer, with what the packet met; without that where there is no address to send to
 * @throws UsageError when the source is beyond the uplink; KernelError when its namespace cannot be entered
 */
export const verified = async (answer: Answer, asked: Asked, snapshot: Snapshot, places: Places): Promise<Answer> => {
  const scene = sceneOf(snapshot)
  const { source, probe } = partiesOf(scene, asked, newTrial(scene))
  if (source === null || source.namespace === null)
    throw new UsageError(`--verify sends a packet from inside SRC; ${asked.from} is not on this host.`)
  if (probe === null) return answer
  const { protocol, destination, port = 0, source: bound } = probe
  const sent = {
    protocol,
    destination: addressBytes(destination),
    port,
    source: bound === undefined ? null : addressBytes(bound),
  }
  const outcome = outcomeOfEnd(await sendProbe(source.namespace, sent, places), protocol)
  return { ...answer, verified: { outcome, agrees: agrees(answer, outcome) } }
}

const answered = { tcp: 'connected', udp: 'delivered', icmp: 'replied' } as const

const outcomeOfEnd = (end: ProbeEnd | null, protocol: keyof typeof answered): Outcome => {
  if (end === null) return 'timeout'
  if (end === 'answered') return answered[protocol]
  switch (end.error) {
    case 'ETIMEDOUT':
      return 'timeout'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'reset'
    default:
      return outcomeOf(end.error)
  }
}

/**
 * Whether the packet met what was foretold. An uncertain answer foretells nothing that a packet could contradict, and nobody has
 * to answer a datagram that was delivered.
 */
const agrees = ({ verdict, outcome, to }: Answer, met: Outcome): boolean =>
  met === outcome || verdict === 'uncertain' || (to.protocol === 'udp' && outcome === 'delivered' && met === 'timeout')
