import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { bits } from '../bits.ts'
import { extension } from '../extension.ts'
import { statesText } from './conntrack-bits.ts'

const header = 'linux/netfilter/xt_state.h'

/** An inverted list has every other bit set, also those that mean nothing. */
const states = bits(u32, header, {
  invalid: [0x01, 'XT_STATE_INVALID'],
  established: [0x02, ''],
  related: [0x04, ''],
  new: [0x08, ''],
  untracked: [0x40, ''],
})

const info = struct({ name: 'xt_state_info', header, size: 4 }, { states: [0, states, 'statemask'] })

/** `-m state` of old tools; newer ones send `conntrack`. */
export const state = extension({
  name: 'state',
  revisions: { 0: info },
  save: ({ states }) => ['--state', statesText(states)],
})
