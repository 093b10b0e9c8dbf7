import type { Container, Network } from '../../../../collectors/containers/record.ts'
import { soleAddress } from '../../../firewall/prefix.ts'
import { destinationOf, sourceOf } from '../../packet/fields.ts'
import type { Finding } from '../cause.ts'
import { containerAt, networkOfAddress, networkOfBridge, networksOf, sharedNetworks } from './networks-of.ts'
import type { StoppedByRule } from './stopped-by-rule.ts'

/** A rule that Docker wrote to keep networks, and the outside, apart. */
export interface DockersDrop {
  readonly from: Container | null
  readonly to: Container | null
  /** Networks of the sender and of the receiver, as far as the packet's addresses tell. */
  readonly fromNetwork: Network | null
  readonly toNetwork: Network | null
  /** An internal network that the rule is for. */
  readonly internal: Network | null
  readonly shared: readonly Network[]
}

/** Null: the rule is somebody else's. */
export const dockersDrop = (stopped: StoppedByRule, finding: Finding): DockersDrop | null => {
  const { blamed, loss, facts } = stopped
  if (blamed.author !== 'Docker' || stopped.isPolicy) return null
  const { snapshot } = finding.scene
  const [source, destination] = [sourceOf(loss.packet), destinationOf(loss.packet)]
  const isReply = finding.lostOn === 'reply'
  const [asker, asked] = [finding.sourceContainer, containerAt(destination, snapshot) ?? finding.targetContainer]
  const from = isReply ? containerAt(source, snapshot) : asker
  const to = isReply ? asker : asked
  const named = [facts.inInterface, facts.outInterface].flatMap((condition) =>
    condition === null ? [] : (networkOfBridge(condition.value, loss.space, snapshot) ?? []),
  )
  const fromNetwork = networkOfAddress(source, snapshot)
  const toNetwork = networkOfAddress(destination, snapshot)
  const internal =
    named.find((network) => network.internal) ??
    [fromNetwork, toNetwork].find((network) => network?.internal === true) ??
    null
  return { from, to, fromNetwork, toNetwork, internal, shared: sharedNetworks(from, to, snapshot) }
}

/** What Docker 28 and later write for each address of a container that is not to be reached directly. */
export const isDirectAccessRule = ({ facts, hook }: StoppedByRule): boolean => {
  const { destination, inInterface, effect } = facts
  if (hook !== 'prerouting' || effect !== 'drop' || inInterface?.not !== true || destination?.not !== false)
    return false
  return soleAddress(destination.value) !== null
}

/** A network of both: that of one which the other can be attached to. */
export const networkToJoin = (container: Container | null, { snapshot }: Finding['scene']): Network | null => {
  const all = networksOf(container, snapshot)
  return all.find(({ name, internal }) => name !== 'bridge' && !internal) ?? all[0] ?? null
}
