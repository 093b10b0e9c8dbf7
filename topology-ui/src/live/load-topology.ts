import type { Topology } from '../../../agent/topology/graph.ts'
import { reasonOf } from './reason-of.ts'

/** The graph as the agent has it now. @throws Error with the agent's own words */
export const loadTopology = async (): Promise<ReturnType<Topology['export']>> => {
  const answer = await fetch('/api/v1/topology', { cache: 'no-store' })
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as ReturnType<Topology['export']>
}
