import { named, u16, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { macAddress } from '../mac-address.ts'

const header = 'linux/netfilter_ipv4/ipt_CLUSTERIP.h'

/** enum clusterip_hashmode. */
const hashMode = named(u32, { 0: 'sourceip', 1: 'sourceip-sourceport', 2: 'sourceip-sourceport-destport' })

const info = struct(
  { name: 'ipt_clusterip_tgt_info', header, size: 56 },
  {
    /** `new`: of several rules for one address, the one that says the rest. */
    flags: [0, bits(u32, header, { new: [0x1, 'CLUSTERIP_FLAG_NEW'] }), 'flags'],
    clusterMac: [4, macAddress, 'clustermac'],
    totalNodes: [10, u16, 'num_total_nodes'],
    localNodeCount: [12, u16, 'num_local_nodes'],
    /** As many as `localNodeCount` says, then zeros. */
    localNodes: [14, array(u16, 16), 'local_nodes'],
    hashMode: [48, hashMode, 'hash_mode'],
    hashSeed: [52, u32, 'hash_initval'],
  },
)

/** `-j CLUSTERIP`, gone from newer kernels: one address for several hosts, of which one answers. */
export const clusterip = extension({
  name: 'CLUSTERIP',
  revisions: { 0: info },
  save: (value) =>
    value.flags.new
      ? [
          ...['--new', '--hashmode', value.hashMode],
          ...['--clustermac', value.clusterMac.toUpperCase()],
          ...['--total-nodes', `${value.totalNodes}`],
          ...['--local-node', `${value.localNodes[0]}`],
          ...['--hash-init', `${value.hashSeed}`],
        ]
      : [],
})
