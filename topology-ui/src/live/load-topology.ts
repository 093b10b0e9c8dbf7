import type { Topology } from '../../../agent/topology/graph.ts'
import { ask } from './ask.ts'

/** The graph as the agent has it now. @throws Error with the agent's own words */
export const loadTopology = (): Promise<ReturnType<Topology['export']>> => ask('/api/v1/topology')
