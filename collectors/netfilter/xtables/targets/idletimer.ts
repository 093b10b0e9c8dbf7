import { mapped } from '../../../wire/codec.ts'
import { named, u8, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const header = 'linux/netfilter/xt_IDLETIMER.h'

const rows = {
  /** Seconds. */
  timeout: [0, u32, 'timeout'],
  label: [4, chars(28), 'label'],
} as const

const revision0 = struct({ name: 'idletimer_tg_info', header, size: 32 }, rows)

/** Since Linux 5.7. */
const revision1 = struct(
  { name: 'idletimer_tg_info_v1', header, size: 34 },
  {
    ...rows,
    /** XT_IDLETIMER_ALARM 1: a timer that runs on while the machine sleeps. */
    timer: [33, named(u8, { 0: 'timer', 1: 'alarm' }), 'timer_type'],
  },
)

/** `-j IDLETIMER`: tells when an interface has been idle for a while. */
export const idletimer = extension({
  name: 'IDLETIMER',
  revisions: { 0: mapped(revision0, revision1, (value) => ({ ...value, timer: 'timer' })), 1: revision1 },
  save: ({ timeout, label, timer }) => [
    '--timeout',
    `${timeout}`,
    '--label',
    label,
    ...(timer === 'alarm' ? ['--alarm'] : []),
  ],
})
