import { attributes, ignored } from '../../wire/attributes.ts'
import { be16, u16, u32 } from '../../wire/scalars.ts'
import { struct } from '../../wire/struct.ts'
import type { LinkKind } from './kind.ts'

const flags = struct(
  { name: 'ifla_vlan_flags', header: 'linux/if_link.h', size: 8 },
  { flags: [0, u32, 'flags'], mask: [4, u32, 'mask'] },
)

const data = attributes(
  { prefix: 'IFLA_VLAN_', header: 'linux/if_link.h' },
  {
    id: [1, u16, 'ID'],
    flags: [2, flags, 'FLAGS'],
    egressQos: [3, ignored, 'EGRESS_QOS'],
    ingressQos: [4, ignored, 'INGRESS_QOS'],
    /** ETH_P_8021Q 0x8100 or ETH_P_8021AD 0x88a8. */
    protocol: [5, be16, 'PROTOCOL'],
  },
)

/** An 802.1Q (or 802.1ad) tagged device on a lower one. */
export const vlan = { kind: 'vlan', joins: 'lower', data } as const satisfies LinkKind<unknown>
