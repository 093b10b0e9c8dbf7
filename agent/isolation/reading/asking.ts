import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Answer } from '../../reachability/answer.ts'
import { EndpointError } from '../../reachability/endpoint/endpoint-error.ts'
import { why } from '../../reachability/why.ts'
import type { Evidence } from '../finding.ts'

/** What the simulator says; null where there is nobody to ask: no world, a namespace without a network. */
export const ask = (snapshot: Snapshot, from: string, to: string): Answer | null => {
  try {
    return why(snapshot, { from, to })
  } catch (error) {
    if (error instanceof EndpointError) return null
    throw error
  }
}

/** An address with a port, as an endpoint is written. */
export const endpointAt = (address: string, port: number, protocol: string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol}`

/** The question and its answer: anybody can ask it again. */
export const answerEvidence = ({ from, to, outcome, verdict, assumptions }: Answer): Evidence => ({
  where: `netloupe why ${from.endpoint} ${to.endpoint}`,
  fact: `${verdict} (${outcome})${assumptions.map(({ on }) => `; it depends on ${on}`).join('')}`,
})

/** Only nobody who listens stops it: the way is open. */
export const isOpen = ({ verdict, cause }: Answer): boolean => verdict !== 'unreachable' || cause?.layer === 'socket'
