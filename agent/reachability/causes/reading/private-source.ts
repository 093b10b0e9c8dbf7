import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { isEngines, networkOfAddress } from './networks-of.ts'
import { translationsOf } from './translations.ts'

/** Nobody has a way back, or the packet has left for where nobody has one. */
const strays: ReadonlySet<LossReason> = new Set([
  'no-route',
  'route-unreachable',
  'beyond-uplink',
  'neighbour-failed',
  'reverse-path',
  'martian-source',
])

/** Whether a container's packets left the engine's host under the container's own address, and that is why no answer comes. */
export const isPrivateSource = (finding: Finding): boolean => {
  const { loss, lostOn, sourceContainer, exchange, scene } = finding
  if (loss === null || sourceContainer === null || exchange === null || !strays.has(loss.reason)) return false
  if (translationsOf(finding).some(({ kind }) => kind === 'source')) return false
  const { snapshot } = scene
  const own = lostOn === 'reply' ? destinationOf(loss.packet) : sourceOf(loss.packet)
  const other = lostOn === 'reply' ? sourceOf(loss.packet) : destinationOf(loss.packet)
  if (networkOfAddress(own, snapshot) === null || networkOfAddress(other, snapshot) !== null) return false
  const isOutside = lostOn === 'reply' ? !isEngines(loss.space, snapshot) : loss.reason === 'beyond-uplink'
  return isOutside && loss.space !== finding.source
}
