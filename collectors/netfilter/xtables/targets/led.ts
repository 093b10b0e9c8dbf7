import { bool8, s32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { chars } from '../../../wire/text.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_led_info', header: 'linux/netfilter/xt_LED.h', size: 32 },
  {
    /** Begins with `netfilter-`. */
    trigger: [0, chars(27), 'id'],
    alwaysBlink: [27, bool8, 'always_blink'],
    /** Milliseconds; -1: for ever. */
    delay: [28, s32, 'delay'],
  },
)

/** `-j LED`: lights a lamp. */
export const led = extension({
  name: 'LED',
  revisions: { 0: info },
  save: ({ trigger, alwaysBlink, delay }) => [
    '--led-trigger-id',
    `"${trigger.slice('netfilter-'.length).replace(/["\\]/g, '\\$&')}"`,
    // Also -1, for which iptables reads `inf`: it compares an unsigned number.
    ...(delay === 0 ? [] : ['--led-delay', `${delay}`]),
    ...(alwaysBlink ? ['--led-always-blink'] : []),
  ],
})
