import type { Ports } from '../../../../../collectors/netfilter/xtables/port-range.ts'
import { read16 } from '../../../packet/address-bytes.ts'

interface PortFlags {
  readonly sourcePorts: boolean
  readonly destinationPorts: boolean
}

interface ComparedPorts {
  readonly sourcePorts: Ports
  readonly destinationPorts: Ports
  /** Which of them are compared. */
  readonly match: PortFlags
  readonly invert: PortFlags
}

/** The ports at the begin of a header of SCTP or DCCP (xt_sctp.c, xt_dccp.c). */
export const comparedPorts =
  ({ sourcePorts, destinationPorts, match, invert }: ComparedPorts) =>
  (bytes: Uint8Array, at: number): boolean => {
    const [source, destination] = [read16(bytes, at), read16(bytes, at + 2)]
    const isSource = source >= sourcePorts.from && source <= sourcePorts.to
    if (match.sourcePorts && isSource === invert.sourcePorts) return false
    const isDestination = destination >= destinationPorts.from && destination <= destinationPorts.to
    return !match.destinationPorts || isDestination !== invert.destinationPorts
  }
