import { useEffect, useMemo, useState } from 'react'
import { ask } from './ask.ts'

/** An answer of the API; both null while it is on its way. */
export interface Answer<A> {
  readonly answer: A | null
  readonly failure: string | null
}

const none = { answer: null, failure: null }

/** Asks the agent, again whenever `turn` is another. What was answered before is kept until then. */
export const useAnswer = <A>(path: string, turn = 0): Answer<A> => {
  const [answer, setAnswer] = useState<Answer<A>>(none)
  const question = useMemo(() => ({ path, turn }), [path, turn])
  useEffect(() => {
    const controller = new AbortController()
    const load = async (): Promise<void> => {
      try {
        setAnswer({ answer: await ask<A>(question.path, controller.signal), failure: null })
      } catch (error) {
        if (!controller.signal.aborted)
          setAnswer({ ...none, failure: error instanceof Error ? error.message : `${error}` })
      }
    }
    void load()
    return () => controller.abort()
  }, [question])
  return answer
}
