import type { Route, RouteError } from '../routing/route.ts'

/** Errors that a program sees (errno-base.h, asm-generic/errno.h). */
export type Errno =
  | RouteError
  | 'EPERM'
  | 'ECONNREFUSED'
  | 'ENOPROTOOPT'
  | 'EPROTO'
  | 'EMSGSIZE'
  | 'EHOSTDOWN'
  | 'ENONET'
  | 'EOPNOTSUPP'

/** What a sender gets when a route refuses; null: it leads somewhere. */
export const errnoOfRoute = ({ type, error }: Route): Errno | null => {
  if (error !== undefined) return error
  return type === 'none' ? 'ENETUNREACH' : null
}
