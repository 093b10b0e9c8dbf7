import { removeAtExit } from '../lab/remove-at-exit.ts'
import { claimRun, type Run } from '../lab/run.ts'
import { sweep } from '../lab/sweep.ts'
import { type Prober, startProber } from './prober.ts'

export interface Session extends AsyncDisposable {
  readonly run: Run
  readonly prober: Prober
}

/** Everything that comparing needs; all that was built is gone when it is disposed of, or when the process ends. */
export const openSession = async (): Promise<Session> => {
  if (process.getuid?.() !== 0)
    throw new Error('The oracle builds network namespaces and needs root: run it with sudo.')
  sweep()
  const run = claimRun()
  const remove = removeAtExit(run.id)
  const prober = await startProber(run)
  return {
    run,
    prober,
    [Symbol.asyncDispose]: async () => {
      await prober[Symbol.asyncDispose]()
      const left = remove()
      if (left.length > 0) throw new Error(`The oracle could not remove ${left.join(', ')}.`)
    },
  }
}
