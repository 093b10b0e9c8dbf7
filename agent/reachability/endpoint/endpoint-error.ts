/** What is wrong with an endpoint: unknown, meant by several, without a network, or not written as one. */
export type EndpointFault = 'malformed' | 'unknown' | 'ambiguous' | 'no-network' | 'no-address'

/** An endpoint that cannot be used. The message is one line that says what, and how to mend it. */
export class EndpointError extends Error {
  readonly fault: EndpointFault
  /** What was written, and what might have been meant: for a suggestion. */
  readonly word: string
  readonly known: readonly string[]

  constructor(fault: EndpointFault, message: string, { word = '', known = [] as readonly string[] } = {}) {
    super(message)
    this.name = 'EndpointError'
    this.fault = fault
    this.word = word
    this.known = known
  }
}
