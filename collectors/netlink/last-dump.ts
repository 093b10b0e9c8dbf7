/** The messages of one dump: their bodies, one after the other, where each of them ends, and what they were decoded to. */
interface Said {
  readonly bytes: Buffer
  readonly ends: readonly number[]
  readonly records: readonly Fields[]
}

type Fields = { [name: string]: unknown }

/** Where the body of a message lies in the receive buffer. */
interface Span {
  readonly at: number
  readonly length: number
}

const nothing: Said = { bytes: Buffer.alloc(0), ends: [], records: [] }

/** The bodies of the dump that is being read; longer ones are not remembered. One will do: a dump is read without a pause. */
const bodies = Buffer.allocUnsafeSlow(4 * 1024 * 1024)

/**
 * What the last dump of one kind said of one namespace. Most of it the next dump says again: a message with the same bytes
 * at the same place is not decoded again, and its record is the same object as before.
 */
export class LastDump {
  #said = nothing
  #ends: number[] = []
  #records: Fields[] = []
  #length = 0
  #changed = false

  /** A dump begins. */
  begin(): void {
    this.#ends = []
    this.#records = []
    this.#length = 0
    this.#changed = false
  }

  /** The record of the next message, if the last dump had the same one at this place; undefined otherwise. */
  recall(buffer: Uint8Array, { at, length }: Span): Fields | undefined {
    const place = this.#records.length
    const { bytes, ends, records } = this.#said
    const start = ends[place - 1] ?? 0
    if (ends[place] !== start + length) return undefined
    // For so few bytes a loop is faster than a call of Buffer.compare.
    for (let i = 0; i < length; i++) if (bytes[start + i] !== buffer[at + i]) return undefined
    return records[place]
  }

  /** Notes the next message and its record. */
  note(buffer: Uint8Array, { at, length }: Span, record: Fields): void {
    if (!this.#changed && record !== this.#said.records[this.#records.length]) {
      this.#changed = true
      this.#said.bytes.copy(bodies, 0, 0, this.#length)
    }
    if (this.#changed && this.#length + length <= bodies.length)
      bodies.set(buffer.subarray(at, at + length), this.#length)
    this.#length += length
    this.#ends.push(this.#length)
    this.#records.push(record)
  }

  /** The dump has ended. @param whole false if it is better not to build upon it */
  end(whole: boolean): void {
    const bytes = this.#changed ? Buffer.from(bodies.subarray(0, this.#length)) : this.#said.bytes
    const remember = whole && this.#length <= bodies.length
    this.#said = remember ? { bytes, ends: this.#ends, records: this.#records } : nothing
    this.begin()
  }
}
