import { readFileSync } from 'node:fs'
import { fsErrorCode } from '../procfs/read.ts'
import { cstring } from '../wire/text.ts'

/**
 * The name of a process as the kernel keeps it (`/proc/PID/comm`), which the process chooses: bytes that are no UTF-8 are
 * shown as `\xNN`. Null when it has gone.
 */
export const readCommand = (proc: string, pid: number): string | null => {
  try {
    const bytes = readFileSync(`${proc}/${pid}/comm`)
    // The kernel adds the last newline; there may be others.
    return cstring.decode(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length - 1)
  } catch (error) {
    fsErrorCode(error)
    return null
  }
}
