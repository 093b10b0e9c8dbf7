import { lstat, readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sizeError } from './size-error.ts'

/**
 * What a log and its rotated files take on disk: `ID-json.log`, `ID-json.log.1`, `ID-json.log.2.gz` (moby:
 * daemon/logger/loggerutils/logfile.go). Null when it is gone, or was rotated at this moment.
 * @throws SizeError
 */
export const measureLog = async (path: string): Promise<number | null> => {
  const folder = dirname(path)
  const isPart = (name: string): boolean => name === basename(path) || name.startsWith(`${basename(path)}.`)
  try {
    const parts = (await readdir(folder)).filter(isPart)
    const files = await Promise.all(parts.map((name) => lstat(join(folder, name))))
    return files.length === 0 ? null : files.reduce((sum, { blocks }) => sum + blocks * 512, 0)
  } catch (error) {
    const failure = sizeError(error)
    if (failure.kind === 'vanished') return null
    throw failure
  }
}
