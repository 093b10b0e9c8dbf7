import { KernelError, problemKindOf } from '../../collectors/linux/errno.ts'
import { KnownPrograms } from '../../collectors/programs/known-programs.ts'

/** Asks for programs with whatever permissions it was given, and prints what the kernel says against it. */
try {
  new KnownPrograms().begin()
  console.log('{}')
} catch (error) {
  if (!(error instanceof KernelError)) throw error
  console.log(JSON.stringify({ kind: problemKindOf(error.code), message: error.message }))
}
