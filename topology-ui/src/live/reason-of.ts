/** Why the agent gave no answer, in its own words: problem details (RFC 9457) where there are some. */
export const reasonOf = async (answer: Response): Promise<string> => {
  const problem: unknown = await answer.json().catch(() => null)
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem ? problem.detail : null
  return typeof detail === 'string' ? detail : `The agent answered ${answer.status} ${answer.statusText}.`
}
