import { KernelError } from './linux/errno.ts'

/** Asks the kernel something; a refusal names the capability that is missing. @throws what `ask` throws */
export const withCapability = <T>(capability: string, ask: () => T): T => {
  try {
    return ask()
  } catch (error) {
    throw error instanceof KernelError ? namingCapability(error, capability) : error
  }
}

/** The same refusal, and what it takes. */
export const namingCapability = (error: KernelError, capability: string): KernelError => {
  const { operation, errno, code } = error
  return code === 'EPERM' || code === 'EACCES'
    ? new KernelError({ operation, errno, detail: `needs ${capability}` })
    : error
}
