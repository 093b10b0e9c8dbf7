import type { Port } from '../port.ts'
import type { NatFault } from '../record.ts'
import { container, listener } from './container.ts'
import type { FaultFinder, Whole } from './fault.ts'
import { addressNotHere, notServed, portHeld, proxy } from './host-port.ts'
import { accept, dnat, dropped, hairpin } from './rules.ts'

const finders: readonly FaultFinder[] = [
  container,
  portHeld,
  addressNotHere,
  dnat,
  dropped,
  accept,
  notServed,
  proxy,
  listener,
  hairpin,
]

/** What is wrong with a port, the worst first. */
export const faultsOf = (port: Port, whole: Whole): readonly NatFault[] =>
  finders.flatMap((find) => find(port, whole) ?? []).toSorted((one, other) => rank(one) - rank(other))

const rank = ({ level }: NatFault): number => (level === 'broken' ? 0 : 1)
