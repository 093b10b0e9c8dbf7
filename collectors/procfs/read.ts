import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'

/** The error code of a failed call of `node:fs`; anything else is a bug and thrown on. */
export const fsErrorCode = (error: unknown): string => {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}

/** What reading one pseudo-file gave: its content, or why there is none. */
export type Reading<T> = { readonly value: T; readonly code?: undefined } | { readonly code: string }

const attempt = <T>(read: () => T): Reading<T> => {
  try {
    return { value: read() }
  } catch (error) {
    return { code: fsErrorCode(error) }
  }
}

/** Synchronous on purpose: an asynchronous read of so small a file costs a hundred times as much. */
export const readText = (path: string): Reading<string> => attempt(() => readFileSync(path, 'utf8'))
export const readLink = (path: string): Reading<string> => attempt(() => readlinkSync(path))
export const readNames = (path: string): Reading<string[]> => attempt(() => readdirSync(path))

/** Most files of procfs and cgroupfs are shorter. */
const usualLength = 4096

/** The beginning of a file whose length somebody else decides; what is longer is cut. */
export const readBeginning = (path: string, longest: number): Reading<string> =>
  attempt(() => {
    const fd = openSync(path, 'r')
    try {
      let bytes = Buffer.allocUnsafe(Math.min(usualLength, longest))
      let length = 0
      // A file of procfs gives a page or so at a time.
      for (let got = -1; got !== 0 && length < longest; length += got) {
        if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, longest))
        got = readSync(fd, bytes, length, bytes.length - length, null)
      }
      return bytes.toString('utf8', 0, length)
    } finally {
      closeSync(fd)
    }
  })
