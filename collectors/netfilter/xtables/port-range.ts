import { expectLength, type FixedCodec, littleEndian } from '../../wire/codec.ts'
import { type Infer, integer, record } from '../../wire/shape.ts'
import { option } from './option.ts'
import { rangeText } from './range-text.ts'

const shape = record({ from: integer, to: integer })
export type Ports = Infer<typeof shape>

/** `__u16 spts[2]`: the first and the last port, in host byte order. */
export const ports: FixedCodec<Ports> = {
  json: shape.json,
  size: 4,
  decode: (view, at, length) => {
    expectLength(length, 4, at)
    return { from: view.getUint16(at, littleEndian), to: view.getUint16(at + 2, littleEndian) }
  },
}

/** `--sport 80:90`; nothing for all ports, which is how the option's absence is kept, also when it is inverted. */
export const portOption = (name: string, { from, to }: Ports, invert: boolean): readonly string[] =>
  from === 0 && to === 0xffff ? [] : option(invert, name, rangeText(from, to))
