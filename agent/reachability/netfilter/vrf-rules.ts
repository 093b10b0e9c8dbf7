import { vrfOf } from '../routing/vrf.ts'
import type { Device } from '../scene/device.ts'
import { drop } from './drop.ts'
import type { Runner } from './order.ts'

const answers = ['they let packets pass', 'they drop packets']

const vrfOfEither = (input: Device | null, output: Device | null): Device | null =>
  (input === null ? null : vrfOf(input)) ?? (output === null ? null : vrfOf(output))

/**
 * Packets of a VRF go through hooks twice, once by their own device and once by that of the VRF (vrf_ip_rcv, vrf_ip_out_direct,
 * drivers/net/vrf.c). The second time is not followed: the rules may drop them there. Asked once for a VRF.
 */
export const vrfRules: Runner = (context) => {
  const vrf = vrfOfEither(context.in, context.out)
  if (vrf === null) return 'accept'
  const { space, trial } = context
  const answer = trial.decide({
    key: `rules of VRF ${space.netns} ${vrf.ifindex}`,
    on: () => `what the rules of ${space.title} say about packets as those of the VRF ${vrf.name}`,
    answers,
  })
  return answer === 0 ? 'accept' : drop(context, 'filtered', () => `a rule about packets of the VRF ${vrf.name}`)
}
