import type { Problem } from '../problem.ts'

/** Why something could not be measured. */
export class SizeError extends Error {
  readonly kind: Problem['kind']

  constructor(kind: Problem['kind'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SizeError'
    this.kind = kind
  }
}

/** What a failed call of `node:fs` means for the measure; anything else is a bug and thrown on. */
export const sizeError = (error: unknown): SizeError => {
  if (error instanceof SizeError) return error
  if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
  const { code, message } = error
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return new SizeError('vanished', message)
  if (code === 'EACCES' || code === 'EPERM')
    return new SizeError('denied', `${message}; that needs CAP_DAC_READ_SEARCH`, { cause: error })
  return new SizeError('unavailable', message, { cause: error })
}
