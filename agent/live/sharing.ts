/** The sending side of values that stay the same objects while nothing changes: each is sent once. */
export class SharedSender {
  #numbers = new Map<unknown, number>()
  #current = new Map<unknown, number>()
  #next = 0

  /** For each value its number, whether it is new to the other side, and if so the value. */
  pack(values: unknown[], items: readonly unknown[]): void {
    for (const item of items) {
      const known = this.#numbers.get(item) ?? this.#current.get(item)
      const number = known ?? this.#next++
      this.#current.set(item, number)
      values.push(number, known === undefined)
      if (known === undefined) values.push(item)
    }
  }

  /** All values of this time have been packed: the other side forgets those of before. */
  end(): void {
    this.#numbers = this.#current
    this.#current = new Map()
  }
}

/** The receiving side. */
export class SharedReceiver {
  #values = new Map<number, unknown>()
  #current = new Map<number, unknown>()

  unpack(values: readonly unknown[]): unknown[] {
    const items: unknown[] = []
    for (let at = 0; at < values.length; at += 2) {
      const number = values[at] as number
      const isNew = values[at + 1] === true
      const item = isNew ? values[at + 2] : (this.#current.get(number) ?? this.#values.get(number))
      if (isNew) at++
      this.#current.set(number, item)
      items.push(item)
    }
    return items
  }

  end(): void {
    this.#values = this.#current
    this.#current = new Map()
  }
}
