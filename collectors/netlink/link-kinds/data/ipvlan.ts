import { attributes } from '../../../wire/attributes.ts'
import { named, u16 } from '../../../wire/scalars.ts'

/** IPVLAN_MODE_*, linux/if_link.h */
const modes = ['l2', 'l3', 'l3s'] as const

/** IFLA_INFO_DATA of ipvlan and ipvtap. */
export const ipvlanData = attributes(
  { prefix: 'IFLA_IPVLAN_', header: 'linux/if_link.h' },
  {
    /** In `l3` the host's netfilter does not see the packets, in `l3s` it does. */
    mode: [1, named(u16, modes), 'MODE'],
    /** IPVLAN_F_*: 1 private, 2 vepa; 0 is bridge. */
    flags: [2, u16, 'FLAGS'],
  },
)
