/** Lets something be started so many times within an interval, as StartLimitBurst and StartLimitIntervalSec of systemd.unit(5) do. */
export class StartLimit {
  readonly #burst: number
  readonly #intervalMs: number
  #starts: readonly number[] = []

  constructor(burst: number, intervalMs: number) {
    this.#burst = burst
    this.#intervalMs = intervalMs
  }

  /**
   * Counts a start.
   * @param now of a clock that does not jump, in milliseconds
   * @returns how many there were within the interval, this one among them; null when it is one too many
   */
  start(now: number): number | null {
    const recent = this.#starts.filter((at) => now - at < this.#intervalMs)
    if (recent.length >= this.#burst) return null
    this.#starts = [...recent, now]
    return this.#starts.length
  }
}
