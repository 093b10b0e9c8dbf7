import { attributes, ignored } from '../../wire/attributes.ts'
import { bool8, named, u16, u32 } from '../../wire/scalars.ts'
import type { LinkKind } from './kind.ts'

/** NETKIT_PASS 0 and NETKIT_DROP 2, linux/if_link.h, in the words of `ip`. */
const policies = ['forward', undefined, 'blackhole'] as const

/** enum netkit_mode, linux/if_link.h */
const modes = ['l2', 'l3'] as const

/** enum netkit_scrub, linux/if_link.h */
const scrubs = ['none', 'default'] as const

const data = attributes(
  { prefix: 'IFLA_NETKIT_', header: 'linux/if_link.h' },
  {
    peerInfo: [1, ignored, 'PEER_INFO'],
    /** Only the primary device may have its programs changed; it usually is the host's end. */
    primary: [2, bool8, 'PRIMARY'],
    /** What becomes of packets where no BPF program decides. */
    policy: [3, named(u32, policies), 'POLICY'],
    peerPolicy: [4, named(u32, policies), 'PEER_POLICY'],
    /** `l3` devices have no hardware address and no ARP. */
    mode: [5, named(u32, modes), 'MODE'],
    scrub: [6, named(u32, scrubs), 'SCRUB'],
    peerScrub: [7, named(u32, scrubs), 'PEER_SCRUB'],
    headroom: [8, u16, 'HEADROOM'],
    tailroom: [9, u16, 'TAILROOM'],
  },
)

/** A pair like veth whose packets BPF programs steer (6.7). IFLA_LINK is the peer. */
export const netkit = { kind: 'netkit', joins: 'peer', data } as const satisfies LinkKind<unknown>
