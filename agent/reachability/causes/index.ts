import type { Cause } from './cause.ts'
import { dnsCauses } from './dns/index.ts'
import { generalCauses } from './general/index.ts'
import { linkCauses } from './link/index.ts'
import { mtuCauses } from './mtu/index.ts'
import { natCauses } from './nat/index.ts'
import { netfilterCauses } from './netfilter/index.ts'
import { overlayCauses } from './overlay/index.ts'
import { routingCauses } from './routing/index.ts'
import { socketCauses } from './socket/index.ts'
import { stateCauses } from './state/index.ts'

const layers = [
  stateCauses,
  dnsCauses,
  overlayCauses,
  natCauses,
  netfilterCauses,
  linkCauses,
  routingCauses,
  socketCauses,
  mtuCauses,
  generalCauses,
]

/** The failure catalogue. The first that explains a finding is named: what is special stands before what is general. */
export const causes: readonly Cause[] = layers.flatMap((layer): Cause[] => Object.values(layer))
