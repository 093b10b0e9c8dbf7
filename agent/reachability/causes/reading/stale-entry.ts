import type { ConntrackEntry } from '../../../../collectors/netfilter/conntrack/record.ts'
import { IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import type { Space } from '../../scene/space.ts'
import type { Trail } from '../../trial.ts'
import type { Explanation, Finding } from '../cause.ts'
import { commandIn } from './command-in.ts'
import { packetWords, spaceWords } from './parties-words.ts'
import { isUnowned } from './unowned-address.ts'
import { whereOf } from './where.ts'

/** An entry of connection tracking that sends a packet where nobody is any more, or keeps it from being translated. */
interface StaleEntry {
  readonly space: Space
  readonly entry: ConntrackEntry
}

const protocols = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP } as const

/** Null: it is not for such an entry that the packet ended. */
const staleEntry = ({ loss, lostOn, exchange, scene }: Finding, protocol: 'tcp' | 'udp'): StaleEntry | null => {
  if (loss === null || lostOn !== 'request' || exchange === null) return null
  if (loss.packet.protocol !== protocols[protocol]) return null
  const space = metAt(loss.packet)
  if (space === null) return null
  const { source, destination, sourcePort, port = 0 } = exchange.probe
  const found = (space.flows?.entries ?? []).find(({ original }) => {
    const ports = portsOf(original)
    return (
      ports?.destination === port &&
      original.destination === destination &&
      (source === undefined || original.source === source) &&
      (sourcePort === undefined || ports.source === sourcePort)
    )
  })
  if (found === undefined) return null
  const isUntranslated = found.reply.source === found.original.destination
  const isDead = !isUntranslated && isUnowned(found.reply.source, scene)
  return isDead || (isUntranslated && loss.reason === 'no-socket') ? { space, entry: found } : null
}

interface Ports {
  readonly source: number
  readonly destination: number
}

const portsOf = (tuple: ConntrackEntry['original']): Ports | null => {
  const { sourcePort, destinationPort } = tuple as { readonly sourcePort?: number; readonly destinationPort?: number }
  return sourcePort === undefined || destinationPort === undefined
    ? null
    : { source: sourcePort, destination: destinationPort }
}

/** Where the packet belonged to a connection that was there before. */
const metAt = ({ trail }: Packet): Space | null => {
  for (let at: Trail | null = trail; at !== null; at = at.earlier)
    if (at.step.kind === 'conntrack' && at.step.detail().startsWith('belongs to the connection')) return at.step.space
  return null
}

export const explainStale = (finding: Finding, protocol: 'tcp' | 'udp'): Explanation | null => {
  const stale = staleEntry(finding, protocol)
  if (stale === null) return null
  const { space, entry } = stale
  const { original, reply, state } = entry
  const port = portsOf(original)?.destination ?? 0
  const isUntranslated = reply.source === original.destination
  const does = isUntranslated
    ? 'was made before there was a rule, so it is not translated'
    : `still leads to ${reply.source}, which nobody has`
  return {
    summary: `${spaceWords(space)} takes ${packetWords(finding)} for a connection that it knows, and that ${does}.`,
    evidence: [
      {
        where: `${whereOf(space)}, conntrack -L`,
        fact: `${protocol} ${state === null ? '' : `${state.toUpperCase()} `}src=${original.source} dst=${original.destination} dport=${port} src=${reply.source} dst=${reply.destination}`,
        object: space.key,
      },
    ],
    remedy: [
      commandIn(space, `conntrack -D -p ${protocol} --orig-dst ${original.destination} --orig-port-dst ${port}`),
    ],
  }
}
