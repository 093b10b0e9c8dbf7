/** Text in UTF-8 that grows in one place: a scrape of a big host is megabytes, again and again. */
export class TextBuffer {
  #bytes = Buffer.allocUnsafeSlow(smallest)
  #length = 0

  write(text: string): void {
    // No UTF-16 unit needs more than three bytes.
    this.#reserve(text.length * 3)
    this.#length += this.#bytes.write(text, this.#length)
  }

  /** What was written; it changes with the next `clear`. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  clear(): void {
    this.#length = 0
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.ceil(needed * 1.25))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}

const smallest = 65_536
