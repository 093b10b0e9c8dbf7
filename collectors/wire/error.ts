/**
 * Bytes (or text) that do not mean what their definition says.
 * The path reads outside-in: `link › linkInfo › vlan: expected 2 bytes, got 3 at byte 84`.
 */
export class DecodeError extends Error {
  readonly path: string[] = []
  readonly fault: string
  /** Byte offset in the buffer that was decoded. */
  readonly offset: number

  constructor(fault: string, offset: number) {
    super(fault)
    this.name = 'DecodeError'
    this.fault = fault
    this.offset = offset
  }

  /** Says in which part of the whole this happened; called from the inside to the outside. */
  within(part: string): this {
    this.path.unshift(part)
    this.message = `${this.path.join(' › ')}: ${this.fault} at byte ${this.offset}`
    return this
  }
}
