import { attributes } from '../../wire/attributes.ts'
import { u32 } from '../../wire/scalars.ts'
import type { LinkKind } from './kind.ts'

const data = attributes({ prefix: 'IFLA_VRF_', header: 'linux/if_link.h' }, { table: [1, u32, 'TABLE'] })

const port = attributes({ prefix: 'IFLA_VRF_PORT_', header: 'linux/if_link.h' }, { table: [1, u32, 'TABLE'] })

/** A routing domain: packets of its ports are routed by `table` only (rule `l3mdev`, priority 1000). */
export const vrf = { kind: 'vrf', joins: 'none', data, port } as const satisfies LinkKind<unknown>
