import { integer, nullable, record } from '../../../wire/shape.ts'
import { bridgeOption } from '../bridge-option.ts'
import { rangeText } from '../range-text.ts'

/** From the first to the last, both included. */
export const rangeShape = record({ min: integer, max: integer })
export const icmpRangeShape = record({ minType: integer, maxType: integer, minCode: integer, maxCode: integer })
export const portsShape = { sourcePort: nullable(rangeShape), destinationPort: nullable(rangeShape) }

/** The ports of ebt_ip_info and ebt_ip6_info, as the struct has them. */
interface PortFields {
  readonly minSourcePort: number
  readonly maxSourcePort: number
  readonly minDestinationPort: number
  readonly maxDestinationPort: number
}

type Range = { readonly min: number; readonly max: number } | null
interface Ports {
  readonly sourcePort: Range
  readonly destinationPort: Range
}
interface PortFlags {
  readonly sourcePort: boolean
  readonly destinationPort: boolean
}

/** Null: not compared. */
export const portsIn = (ip: PortFields, compared: PortFlags): Ports => ({
  sourcePort: compared.sourcePort ? { min: ip.minSourcePort, max: ip.maxSourcePort } : null,
  destinationPort: compared.destinationPort ? { min: ip.minDestinationPort, max: ip.maxDestinationPort } : null,
})

/** @param prefix `--ip` or `--ip6` */
export const savePorts = (prefix: string, { sourcePort, destinationPort }: Ports, invert: PortFlags): string[] => [
  ...(sourcePort ? bridgeOption(`${prefix}-sport`, invert.sourcePort, rangeText(sourcePort.min, sourcePort.max)) : []),
  ...(destinationPort
    ? bridgeOption(`${prefix}-dport`, invert.destinationPort, rangeText(destinationPort.min, destinationPort.max))
    : []),
]
