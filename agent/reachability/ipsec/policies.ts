import type { XfrmPolicy } from '../../../collectors/netlink/messages/xfrm-policy.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { selects, type Traffic } from './traffic.ts'

type Direction = 'in' | 'out' | 'fwd'

/** The smallest priority first, and the older of equals (__xfrm_policy_eval_candidates, net/xfrm/xfrm_policy.c). */
const ordered = remembered((policies: readonly XfrmPolicy[]) =>
  policies.toSorted((a, b) => a.priority - b.priority || a.index - b.index),
)

/** `lo` has disable_policy and disable_xfrm set, which IPv4 minds (inetdev_event, net/ipv4/devinet.c). */
const isExempt = (device: Device | null, { family }: Traffic): boolean =>
  device?.kind === 'loopback' && family === 'ipv4'

/**
 * The policies that decide about traffic: the first of the sub policies that selects it, then the first of the main ones
 * (xfrm_policy_lookup, xfrm_expand_policies). Empty: IPsec lets it be.
 * @param device where it came in; of what is sent, where it goes out
 */
export const policiesFor = (
  { xfrmPolicies }: Space,
  direction: Direction,
  device: Device | null,
  traffic: () => Traffic,
): readonly XfrmPolicy[] => {
  if (xfrmPolicies.length === 0) return []
  const asked = traffic()
  if (isExempt(device, asked)) return []
  const found = ordered(xfrmPolicies).filter((policy) => policy.direction === direction && selects(policy, asked))
  const isSub = ({ type }: XfrmPolicy): boolean => type?.kind === 'sub'
  return [found.find(isSub), found.find((policy) => !isSub(policy))].filter((policy) => policy !== undefined)
}
