/** Aborts at Ctrl-C, or when the process is told to end. */
export const stopSignal = (): AbortController => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop
}
