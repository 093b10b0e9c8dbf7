import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { markText } from '../mark-text.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_devgroup.h'

const flags = bits(u32, header, {
  source: [1, 'XT_DEVGROUP_MATCH_SRC'],
  invertSource: [2, 'XT_DEVGROUP_INVERT_SRC'],
  destination: [4, 'XT_DEVGROUP_MATCH_DST'],
  invertDestination: [8, 'XT_DEVGROUP_INVERT_DST'],
})

const revision0 = struct(
  { name: 'xt_devgroup_info', header, size: 20 },
  {
    flags: [0, flags, 'flags'],
    sourceGroup: [4, u32, 'src_group'],
    sourceMask: [8, u32, 'src_mask'],
    destinationGroup: [12, u32, 'dst_group'],
    destinationMask: [16, u32, 'dst_mask'],
  },
)

/** `-m devgroup`: the group (IFLA_GROUP) of the device. iptables-save writes a name where its host has one in /etc/iproute2/group. */
export const devgroup = extension({
  name: 'devgroup',
  revisions: { 0: revision0 },
  save: ({ flags: { source, invertSource, destination, invertDestination }, ...groups }) => [
    ...(source ? option(invertSource, '--src-group', markText(groups.sourceGroup, groups.sourceMask)) : []),
    ...(destination
      ? option(invertDestination, '--dst-group', markText(groups.destinationGroup, groups.destinationMask))
      : []),
  ],
})
