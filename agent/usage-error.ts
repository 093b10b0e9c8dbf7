/** The command line is wrong. The message is one line that says what, and how to mend it; exit status 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
