import type { Topology } from '../../../agent/topology/graph.ts'

/** The graph as the agent has it now. @throws Error with the agent's own words */
export const loadTopology = async (): Promise<ReturnType<Topology['export']>> => {
  const answer = await fetch('/api/v1/topology', { cache: 'no-store' })
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as ReturnType<Topology['export']>
}

/** Problem details (RFC 9457) where there are some. */
const reasonOf = async (answer: Response): Promise<string> => {
  const problem: unknown = await answer.json().catch(() => null)
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem ? problem.detail : null
  return typeof detail === 'string' ? detail : `The agent answered ${answer.status} ${answer.statusText}.`
}
