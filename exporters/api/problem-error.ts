/** A refusal that the client is told about as it stands. Anything else that is thrown becomes a 500 without its message. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly candidates: readonly string[]
  readonly headers: { readonly [name: string]: string }

  /** @param detail one line: what is wrong and how to mend it */
  constructor(
    status: number,
    detail: string,
    more: { candidates?: readonly string[]; headers?: { readonly [name: string]: string } } = {},
  ) {
    super(detail)
    this.status = status
    this.candidates = more.candidates ?? []
    this.headers = more.headers ?? {}
  }
}
