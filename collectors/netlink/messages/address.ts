import { ip } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import { u8, u32 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { cstring } from '../../wire/text.ts'
import { message } from '../message.ts'

const ifaddrmsg = struct(
  { name: 'ifaddrmsg', header: 'linux/if_addr.h', size: 8 },
  {
    /** AF_INET 2, AF_INET6 10. */
    family: [0, u8, 'ifa_family'],
    prefixLength: [1, u8, 'ifa_prefixlen'],
    /** RT_SCOPE_*: 0 global, 253 link, 254 host. */
    scope: [3, u8, 'ifa_scope'],
    ifindex: [4, u32, 'ifa_index'],
  },
)

const ifaCacheinfo = struct(
  { name: 'ifa_cacheinfo', header: 'linux/if_addr.h', size: 16 },
  {
    /** Seconds; 4294967295 is for ever. */
    preferredSeconds: [0, u32, 'ifa_prefered'],
    validSeconds: [4, u32, 'ifa_valid'],
  },
)

/** RTM_NEWADDR: one address of an interface. On a point-to-point link `address` is the other side, `local` is ours. */
export const address = message(
  { name: 'address', answer: 20, request: 22, prefix: 'IFA_', header: 'linux/if_addr.h' },
  ifaddrmsg,
  {
    address: [1, ip, 'ADDRESS'],
    local: [2, ip, 'LOCAL'],
    label: [3, cstring, 'LABEL'],
    broadcast: [4, ip, 'BROADCAST'],
    anycast: [5, ip, 'ANYCAST'],
    lifetime: [6, ifaCacheinfo, 'CACHEINFO'],
    multicast: [7, ip, 'MULTICAST'],
    /** IFA_F_*, 32 bits; the header's eight are a part of them. */
    flags: [8, u32, 'FLAGS'],
    routePriority: [9, u32, 'RT_PRIORITY'],
    targetNetnsid: [10, ignored, 'TARGET_NETNSID'],
    protocol: [11, u8, 'PROTO'],
  },
)

export type Address = Infer<typeof address>
