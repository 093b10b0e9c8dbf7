import type { Device } from '../../../scene/device.ts'
import type { CompileMatch } from './match-test.ts'

const isInGroup = (device: Device | null, group: number, mask: number): boolean =>
  (((device?.record.group ?? 0) ^ group) & mask) === 0

/** devgroup_mt, net/netfilter/xt_devgroup.c */
export const devgroup: CompileMatch<'devgroup'> = ({ flags, ...info }) => {
  const { source, invertSource, destination, invertDestination } = flags
  return ({ in: input, out }) => {
    if (source && isInGroup(input, info.sourceGroup, info.sourceMask) === invertSource) return false
    return !destination || isInGroup(out, info.destinationGroup, info.destinationMask) !== invertDestination
  }
}
