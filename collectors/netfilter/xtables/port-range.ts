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

interface ComparedPorts {
  readonly sourcePorts: Ports
  readonly destinationPorts: Ports
  /** Which of them are compared. */
  readonly match: PortFlags
  readonly invert: PortFlags
}
interface PortFlags {
  readonly sourcePorts: boolean
  readonly destinationPorts: boolean
}

/** The ports of a struct that says whether they are compared (xt_dccp_info, xt_sctp_info). */
export const comparedPortOptions = ({ sourcePorts, destinationPorts, match, invert }: ComparedPorts): string[] => [
  ...(match.sourcePorts ? option(invert.sourcePorts, '--sport', rangeText(sourcePorts.from, sourcePorts.to)) : []),
  ...(match.destinationPorts
    ? option(invert.destinationPorts, '--dport', rangeText(destinationPorts.from, destinationPorts.to))
    : []),
]
