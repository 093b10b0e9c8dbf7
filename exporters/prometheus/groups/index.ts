import type { Metric } from '../metric.ts'
import { agent } from './agent.ts'
import { bridges } from './bridges.ts'
import { containerNetwork } from './container-network.ts'
import { containers } from './containers.ts'
import { namespaces } from './namespaces.ts'
import { vethPairs } from './veth-pairs.ts'

/** Every metric, in the order of the exposition. A row a metric; a file and a word a group. */
export const groups = {
  agent,
  namespaces,
  containers,
  vethPairs,
  bridges,
  containerNetwork,
} as const satisfies { readonly [name: string]: readonly Metric[] }
