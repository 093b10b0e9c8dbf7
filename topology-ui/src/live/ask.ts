import { reasonOf } from './reason-of.ts'

/** What the API answers to a request. @throws Error with the agent's own words */
export const ask = async <A>(path: string, signal: AbortSignal | null = null): Promise<A> => {
  const answer = await fetch(path, { cache: 'no-store', signal })
  if (!answer.ok) throw new Error(await reasonOf(answer))
  return (await answer.json()) as A
}
