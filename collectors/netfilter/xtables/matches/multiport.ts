import { bool8, named, u8, u16 } from '../../../wire/scalars.ts'
import { flag, list, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { array } from '../array.ts'
import { atMost } from '../at-most.ts'
import { chosen } from '../chosen.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'
import { type Ports, ports } from '../port-range.ts'
import { rangeText } from '../range-text.ts'

const header = 'linux/netfilter/xt_multiport.h'
const most = 15

const which = named(u8, { 0: 'source', 1: 'destination', 2: 'either' })

const revision0 = struct(
  { name: 'xt_multiport', header, size: 32 },
  { which: [0, which, 'flags'], count: [1, atMost(u8, most), 'count'], ports: [2, array(u16, most), 'ports'] },
)

const revision1 = struct(
  { name: 'xt_multiport_v1', header, size: 48 },
  {
    which: [0, which, 'flags'],
    count: [1, atMost(u8, most), 'count'],
    ports: [2, array(u16, most), 'ports'],
    /** The port is the first of a range; the next one is its last. */
    flags: [32, array(bool8, most), 'pflags'],
    invert: [47, bool8, 'invert'],
  },
)

const shape = record({
  /** Which port of the packet is compared: `source`, `destination` or `either`. */
  which: text,
  ports: list(ports),
  invert: flag,
})

const ranges = (values: readonly number[], flags: readonly boolean[]): readonly Ports[] => {
  const found: Ports[] = []
  for (let i = 0; i < values.length; i++) {
    const from = values[i] ?? 0
    if (flags[i]) i++
    found.push({ from, to: values[i] ?? from })
  }
  return found
}

const options: { readonly [which: string]: string } = { source: '--sports', destination: '--dports', either: '--ports' }

/** `-m multiport`: up to 15 ports, of any protocol that has ports. */
export const multiport = extension({
  name: 'multiport',
  revisions: {
    0: chosen(revision0, shape, (fields, view, at) => ({
      which: fields.which(view, at),
      ports: ranges(fields.ports(view, at, fields.count(view, at)), []),
      invert: false,
    })),
    1: chosen(revision1, shape, (fields, view, at) => {
      const count = fields.count(view, at)
      return {
        which: fields.which(view, at),
        ports: ranges(fields.ports(view, at, count), fields.flags(view, at, count)),
        invert: fields.invert(view, at),
      }
    }),
  },
  save: ({ which, ports, invert }) => {
    const name = options[which]
    const text = ports.map(({ from, to }) => rangeText(from, to)).join(',')
    return option(invert, ...(name === undefined ? [] : [name]), text)
  },
})
