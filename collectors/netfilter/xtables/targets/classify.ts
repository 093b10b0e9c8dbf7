import { u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

const info = struct(
  { name: 'xt_classify_target_info', header: 'linux/netfilter/xt_CLASSIFY.h', size: 4 },
  /** The handle of a class of traffic control: its major number in the upper half. */
  { priority: [0, u32, 'priority'] },
)

/** `-j CLASSIFY`: sets the class of traffic control. */
export const classify = extension({
  name: 'CLASSIFY',
  revisions: { 0: info },
  save: ({ priority }, { family }) => {
    // arptables pads with nothing.
    const digits = family === 'arp' ? 1 : 4
    const halves = [priority >>> 16, priority & 0xffff].map((half) => half.toString(16).padStart(digits, '0'))
    return ['--set-class', halves.join(':')]
  },
})
