import { soleAddress } from '../../../firewall/prefix.ts'
import type { AnalysedRule } from '../../../firewall/ruleset/analysis.ts'
import { destinationOf, destinationPortOf } from '../../packet/fields.ts'
import type { Space } from '../../scene/space.ts'
import type { LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { isBalancer, rulesIn } from './swarm.ts'

const ends: ReadonlySet<LossReason> = new Set(['no-socket', 'no-route', 'forwarding-off', 'neighbour-failed'])

/** A request that ended in a namespace which marks it for IPVS. */
export interface AtBalancer {
  readonly space: Space
  /** The rule that marks it. */
  readonly marking: AnalysedRule
  /** Whether the kernel took the rules that need IPVS. */
  readonly hasIpvs: boolean
}

export const atBalancer = (finding: Finding): AtBalancer | null => {
  const { loss, lostOn } = finding
  if (loss === null || lostOn !== 'request' || !ends.has(loss.reason) || !isBalancer(loss.space)) return null
  const { space, packet } = loss
  const [address, port] = [destinationOf(packet), destinationPortOf(packet)]
  const marking = rulesIn(space, 'mangle', finding).find(({ facts, text }) => {
    const to = facts.destination === null ? null : soleAddress(facts.destination.value)
    const isPort = facts.destinationPorts !== null && facts.destinationPorts.value.first === port
    return /MARK|mark set/.test(text) && (to === address || (to === null && isPort))
  })
  if (marking === undefined) return null
  return { space, marking, hasIpvs: rulesIn(space, 'nat', finding).some(({ text }) => text.includes('-m ipvs ')) }
}
