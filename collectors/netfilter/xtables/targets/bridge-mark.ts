import { mapped } from '../../../wire/codec.ts'
import { named, u32 } from '../../../wire/scalars.ts'
import { integer } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { extension } from '../extension.ts'
import { bridgeVerdict, verdictWords } from './bridge-verdict.ts'

/** The upper bits of the field that also holds the verdict: MARK_SET_VALUE and its like. */
const operations = named(
  mapped(u32, integer, (target) => (target & ~0xf) >>> 0),
  { 4294967280: 'set', 4294967264: 'or', 4294967248: 'and', 4294967232: 'xor' },
)

const info = struct(
  { name: 'ebt_mark_t_info', header: 'linux/netfilter_bridge/ebt_mark_t.h', size: 12 },
  {
    /** An `unsigned long` of which the packet takes 32 bits. */
    mark: [0, u64Count, 'mark'],
    operation: [8, operations, 'target'],
    verdict: [8, bridgeVerdict, 'target'],
  },
)

/** `-j mark` of ebtables. */
export const bridgeMark = extension({
  name: 'mark',
  families: ['bridge'],
  revisions: { 0: info },
  save: ({ mark, operation, verdict }) => [
    `--mark-${operation}`,
    `0x${mark.toString(16)}`,
    ...verdictWords('--mark-target', verdict),
  ],
})
