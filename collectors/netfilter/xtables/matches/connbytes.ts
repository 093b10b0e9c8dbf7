import { named, u8 } from '../../../wire/scalars.ts'
import type { Count } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { u64Count } from '../../../wire/u64-count.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const info = struct(
  { name: 'xt_connbytes_info', header: 'linux/netfilter/xt_connbytes.h', size: 24 },
  {
    /** Both ends belong to the range. A range that ends before it begins is the inverted one. */
    from: [0, u64Count, 'count.from'],
    to: [8, u64Count, 'count.to'],
    what: [16, named(u8, { 0: 'packets', 1: 'bytes', 2: 'avgpkt' }), 'what'],
    direction: [17, named(u8, { 0: 'original', 1: 'reply', 2: 'both' }), 'direction'],
  },
)

const unlimited = 2n ** 64n - 1n

const rangeText = (from: Count, to: Count): string => (to !== 0 && to !== unlimited ? `${from}:${to}` : `${from}`)

/** A number without a name is written as `unknown`. */
const nameText = (name: string): string => (/^\d/.test(name) ? 'unknown' : name)

/** `-m connbytes`: how much a connection has transferred. */
export const connbytes = extension({
  name: 'connbytes',
  revisions: { 0: info },
  save: ({ from, to, what, direction }) => [
    ...(from > to ? option(true, '--connbytes', rangeText(to, from)) : ['--connbytes', rangeText(from, to)]),
    '--connbytes-mode',
    nameText(what),
    '--connbytes-dir',
    nameText(direction),
  ],
})
