import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bool32 } from '../bool32.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const revision0 = struct(
  { name: 'xt_cpu_info', header: 'linux/netfilter/xt_cpu.h', size: 8 },
  { cpu: [0, u32, 'cpu'], invert: [4, bool32, 'invert'] },
)

/** `-m cpu`: the processor that handles the packet. */
export const cpu = extension({
  name: 'cpu',
  revisions: { 0: revision0 },
  save: ({ cpu: value, invert }) => option(invert, '--cpu', `${value}`),
})
