import { attributes } from '../../wire/attributes.ts'
import { bool8, named, u8, u32 } from '../../wire/scalars.ts'
import type { LinkKind } from './kind.ts'

/** IFF_TUN and IFF_TAP, linux/if_tun.h */
const types = [undefined, 'tun', 'tap'] as const

const data = attributes(
  { prefix: 'IFLA_TUN_', header: 'linux/if_link.h' },
  {
    /** User and group id who may open it; absent for anyone with CAP_NET_ADMIN. */
    owner: [1, u32, 'OWNER'],
    group: [2, u32, 'GROUP'],
    /** `tun` carries packets, `tap` Ethernet frames. */
    type: [3, named(u8, types), 'TYPE'],
    packetInformation: [4, bool8, 'PI'],
    vnetHeader: [5, bool8, 'VNET_HDR'],
    /** It stays when the program that made it ends. */
    persist: [6, bool8, 'PERSIST'],
    multiQueue: [7, bool8, 'MULTI_QUEUE'],
    queues: [8, u32, 'NUM_QUEUES'],
    disabledQueues: [9, u32, 'NUM_DISABLED_QUEUES'],
  },
)

/** A device whose other side is a program (a VPN, a virtual machine). Both tun and tap are of this kind. */
export const tun = { kind: 'tun', joins: 'none', data } as const satisfies LinkKind<unknown>
