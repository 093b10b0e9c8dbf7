import { mapped } from '../../../wire/codec.ts'
import { u16 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_NFQUEUE.h'

const queue = { queue: [0, u16, 'queuenum'] } as const
/** How many queues, from `queue` on, share the packets. */
const queues = { ...queue, queues: [2, u16, 'queues_total'] } as const

const flags = bits(u16, header, {
  /** Packets pass where no program listens. */
  bypass: [0x1, 'NFQ_FLAG_BYPASS'],
  /** Since Linux 3.10. */
  cpuFanout: [0x2, 'NFQ_FLAG_CPU_FANOUT'],
})

const revision0 = struct({ name: 'xt_NFQ_info', header, size: 2 }, queue)
const revision1 = struct({ name: 'xt_NFQ_info_v1', header, size: 4 }, queues)
const revision2 = struct({ name: 'xt_NFQ_info_v2', header, size: 6 }, { ...queues, flags: [4, flags, 'bypass'] })
const revision3 = struct({ name: 'xt_NFQ_info_v3', header, size: 6 }, { ...queues, flags: [4, flags, 'flags'] })

const noFlags = { bypass: false, cpuFanout: false }

/** `-j NFQUEUE`: to a program that decides. */
export const nfqueue = extension({
  name: 'NFQUEUE',
  revisions: {
    0: mapped(revision0, revision3, (value) => ({ ...value, queues: 1, flags: noFlags })),
    1: mapped(revision1, revision3, (value) => ({ ...value, flags: noFlags })),
    2: revision2,
    3: revision3,
  },
  save: ({ queue: first, queues: number, flags: set }) => [
    ...(number > 1 ? ['--queue-balance', `${first}:${first + number - 1}`] : ['--queue-num', `${first}`]),
    ...(set.bypass ? ['--queue-bypass'] : []),
    ...(set.cpuFanout ? ['--queue-cpu-fanout'] : []),
  ],
})
