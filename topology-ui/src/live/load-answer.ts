import type { Answer } from '../../../agent/reachability/answer.ts'
import type { Question } from '../ask/question.ts'
import { reasonOf } from './reason-of.ts'

/** What the agent answers now. @throws Error with the agent's own words: an endpoint that it does not know, or knows twice */
export const loadAnswer = async ({ from, to }: Question, explain: boolean): Promise<Answer> => {
  const query = new URLSearchParams({ from, to, explain: `${explain}` })
  const answer = await fetch(`/api/v1/why?${query}`, { cache: 'no-store' })
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as Answer
}
