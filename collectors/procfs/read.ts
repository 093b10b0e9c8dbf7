import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

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
