import type { Container } from '../../../../collectors/containers/record.ts'
import { RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Space } from '../../scene/space.ts'
import type { LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'

/** Whether a namespace has no address but those of `lo` and of its links: those of scope link and further are of no use beyond it. */
export const isAlone = ({ addresses, devices }: Space): boolean =>
  !addresses.some(({ scope, ifindex }) => scope < RT_SCOPE_LINK && devices.get(ifindex)?.kind !== 'loopback')

const unsent: ReadonlySet<LossReason> = new Set(['no-route', 'no-source-address', 'route-unreachable'])

/**
 * A container that takes part and whose namespace has no network: that of the sender, which cannot send, or that of the target,
 * which has no address that anybody could send to.
 */
export const unattached = (finding: Finding): { readonly container: Container; readonly space: Space } | null => {
  const { source, sourceContainer, target, targetContainer, exchange, loss } = finding
  const mayBeSource = loss !== null && loss.space === source && unsent.has(loss.reason)
  if (mayBeSource && source !== null && sourceContainer !== null && isAlone(source))
    return { container: sourceContainer, space: source }
  if (target !== null && targetContainer !== null && (exchange === null || loss !== null) && isAlone(target))
    return { container: targetContainer, space: target }
  return null
}
