import { getSystemErrorMap } from 'node:util'
import type { Problem } from '../problem.ts'

/** Names by errno, as the C library of this machine numbers them. */
const names = (): Map<number, [string, string]> => new Map([...getSystemErrorMap()].map(([n, name]) => [-n, name]))
let table: Map<number, [string, string]> | undefined

const nameOf = (errno: number): [code: string, meaning: string] => {
  table ??= names()
  return table.get(errno) ?? newerNames[errno] ?? [`errno ${errno}`, 'unknown error']
}

/** Errors that libuv has no name for (asm-generic/errno.h). */
const newerNames: { readonly [errno: number]: [string, string] } = {
  92: ['ENOPROTOOPT', 'protocol not available'],
  93: ['EPROTONOSUPPORT', 'protocol not supported'],
  96: ['EPFNOSUPPORT', 'protocol family not supported'],
  116: ['ESTALE', 'stale file handle'],
}

/** The kernel refused. `message` says what was tried, the error, and the kernel's own words where it gave any. */
export class KernelError extends Error {
  readonly operation: string
  readonly errno: number
  readonly code: string

  constructor(about: { operation: string; errno: number; detail?: string | undefined }) {
    const [code, meaning] = nameOf(about.errno)
    super(`${about.operation}: ${about.detail ? `${about.detail} (${code}, ${meaning})` : `${meaning} (${code})`}`)
    this.name = 'KernelError'
    this.operation = about.operation
    this.errno = about.errno
    this.code = code
  }
}

const kindByCode: { readonly [code: string]: Problem['kind'] } = {
  EPERM: 'denied',
  EACCES: 'denied',
  EOPNOTSUPP: 'unsupported',
  ENOTSUP: 'unsupported',
  EPROTONOSUPPORT: 'unsupported',
  EAFNOSUPPORT: 'unsupported',
  EPFNOSUPPORT: 'unsupported',
  ENOPROTOOPT: 'unsupported',
  ENOSYS: 'unsupported',
  ENOENT: 'vanished',
  ENODEV: 'vanished',
  ENXIO: 'vanished',
  ESRCH: 'vanished',
  ESTALE: 'vanished',
}

/** What kind of problem an error code of the kernel (or of `node:fs`) is. */
export const problemKindOf = (code: string): Problem['kind'] => kindByCode[code] ?? 'unavailable'
