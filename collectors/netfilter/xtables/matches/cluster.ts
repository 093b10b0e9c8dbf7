import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_cluster.h'

const info = struct(
  { name: 'xt_cluster_match_info', header, size: 16 },
  {
    totalNodes: [0, u32, 'total_nodes'],
    /** A bit for each node whose packets match. */
    nodeMask: [4, u32, 'node_mask'],
    hashSeed: [8, u32, 'hash_seed'],
    flags: [12, bits(u32, header, { invert: [1, 'XT_CLUSTER_F_INV'] }), 'flags'],
  },
)

const hexText = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`

/** `-m cluster`: the part of the connections that this node of a cluster takes. */
export const cluster = extension({
  name: 'cluster',
  revisions: { 0: info },
  save: ({ totalNodes, nodeMask, hashSeed, flags }) => [
    ...option(flags.invert, '--cluster-local-nodemask', hexText(nodeMask)),
    '--cluster-total-nodes',
    `${totalNodes}`,
    '--cluster-hash-seed',
    hexText(hashSeed),
  ],
})
