import { removeRun } from './remove-run.ts'

const living = new Set<string>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Removes a run when this process exits or dies of a signal. Returns the function that removes it now and forgets it. */
export const removeAtExit = (runId: string): (() => readonly string[]) => {
  if (living.size === 0) listen()
  living.add(runId)
  return () => {
    if (!living.delete(runId)) return []
    if (living.size === 0) stopListening()
    return removeRun(runId)
  }
}

const listen = (): void => {
  process.on('exit', removeAll)
  for (const name of signals) process.on(name, onSignal)
}

const stopListening = (): void => {
  process.off('exit', removeAll)
  for (const name of signals) process.off(name, onSignal)
}

const removeAll = (): void => {
  for (const runId of living) {
    const left = removeRun(runId)
    if (left.length > 0) process.stderr.write(`lab ${runId}: could not remove ${left.join(', ')}\n`)
  }
  living.clear()
}

/** A program that listens to the signal itself decides; else the process dies of it, as it would have without us. */
const onSignal = (name: NodeJS.Signals): void => {
  if (process.listenerCount(name) > 1) return
  removeAll()
  stopListening()
  process.kill(process.pid, name)
}
