/** Blocks this thread. The removal of a run is synchronous, because it must also work while the process exits. */
export const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

/** Asks again every 10 ms until the answer is yes; false when the time is over. Blocks this thread. */
export const pauseUntil = (done: () => boolean, limitMs: number): boolean => {
  const deadline = performance.now() + limitMs
  while (!done()) {
    if (performance.now() > deadline) return false
    pause(10)
  }
  return true
}
