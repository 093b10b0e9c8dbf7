import type { Route, RouteError } from './route.ts'

/** No way at all, and what a sender is told. */
export const nowhere = (error: RouteError): Route => ({
  type: 'none',
  device: null,
  gateway: null,
  source: null,
  scope: 0,
  mtu: null,
  realm: 0,
  table: 0,
  record: null,
  policy: null,
  error,
})

const errors = { blackhole: 'EINVAL', unreachable: 'EHOSTUNREACH', prohibit: 'EACCES' } as const

/**
 * A route that refuses (fib_props, net/ipv4/fib_semantics.c), or a rule, of which `unreachable` gives another error (fib4_rule_action;
 * fib6_rule_action).
 * @param by the route; null: the rule
 */
export const refusedRoute = (
  refuses: keyof typeof errors,
  by: Pick<Route, 'table' | 'record'> | null,
  policy: Route['policy'],
): Route => ({
  ...nowhere(by === null && refuses === 'unreachable' ? 'ENETUNREACH' : errors[refuses]),
  type: refuses,
  table: by?.table ?? 0,
  record: by?.record ?? null,
  policy,
})
