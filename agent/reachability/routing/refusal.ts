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

const errors = { blackhole: 'EINVAL', unreachable: 'EHOSTUNREACH', prohibit: 'EACCES', loop: 'ENETUNREACH' } as const

/** `loop`: a route of IPv6 through `lo` (ip6_pkt_discard). */
export type Refuses = keyof typeof errors

/**
 * A route that refuses (fib_props, net/ipv4/fib_semantics.c), or a rule, of which `unreachable` gives another error (fib4_rule_action;
 * fib6_rule_action).
 * @param by the route; null: the rule
 */
export const refusedRoute = (
  refuses: Refuses,
  by: Pick<Route, 'table' | 'record'> | null,
  policy: Route['policy'],
): Route => ({
  ...nowhere(by === null && refuses === 'unreachable' ? 'ENETUNREACH' : errors[refuses]),
  type: refuses === 'loop' ? 'unreachable' : refuses,
  table: by?.table ?? 0,
  record: by?.record ?? null,
  policy,
})
