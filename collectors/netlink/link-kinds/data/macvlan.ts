import { attributes, ignored, repeated } from '../../../wire/attributes.ts'
import { named, s32, u16, u32 } from '../../../wire/scalars.ts'
import { hardwareAddress } from '../../../wire/text.ts'

/** MACVLAN_MODE_*, linux/if_link.h; one bit each. */
const modes = { 1: 'private', 2: 'vepa', 4: 'bridge', 8: 'passthru', 16: 'source' } as const

/** IFLA_INFO_DATA of macvlan and macvtap. */
export const macvlanData = attributes(
  { prefix: 'IFLA_MACVLAN_', header: 'linux/if_link.h' },
  {
    /** Who may speak to whom among the devices of one lower: `bridge` lets them, `private` never does. */
    mode: [1, named(u32, modes), 'MODE'],
    /** MACVLAN_FLAG_*: 1 nopromisc, 2 nodst. */
    flags: [2, u16, 'FLAGS'],
    sourceCommand: [3, ignored, 'MACADDR_MODE'],
    sourceAddress: [4, ignored, 'MACADDR'],
    /** In mode `source`: the only senders whose frames are taken. */
    sourceAddresses: [5, repeated(4, hardwareAddress), 'MACADDR_DATA'],
    sourceCount: [6, u32, 'MACADDR_COUNT'],
    broadcastQueueLength: [7, ignored, 'BC_QUEUE_LEN'],
    broadcastQueueLengthUsed: [8, ignored, 'BC_QUEUE_LEN_USED'],
    broadcastCutoff: [9, s32, 'BC_CUTOFF'],
  },
)
