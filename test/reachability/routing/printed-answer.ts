import type { Route } from '../../../agent/reachability/routing/route.ts'
import { routeTypes } from '../../../collectors/netlink/messages/route.ts'
import type { Answer } from './ask-routes.ts'

/** strerror(3) */
const errnos: { readonly [words: string]: string } = {
  'Invalid argument': 'EINVAL',
  'Invalid cross-device link': 'EXDEV',
  'Network is unreachable': 'ENETUNREACH',
  'No route to host': 'EHOSTUNREACH',
  'No such device': 'ENODEV',
  'Permission denied': 'EACCES',
}

/**
 * The route that the kernel chose, or its error, in one line.
 * @param withSource for a question without a source: the kernel says what a sender would get
 */
export const printedAnswer = (answer: Answer, withSource: boolean): string => {
  if ('error' in answer) return errnos[answer.error] ?? answer.error
  const { type, dev, gateway, via, prefsrc } = answer.route
  const host = (via as { readonly host?: string } | undefined)?.host
  return `${routeTypes[Number(type)]} dev ${dev} via ${gateway ?? host ?? '-'} src ${withSource ? (prefsrc ?? '-') : '-'}`
}

/** The entry of a table, in one line; null where the kernel used none. */
export const printedMatch = (answer: Answer): string | null => {
  if ('error' in answer) return null
  const { dst, from, table, metric, tos } = answer.route
  return `${dst} from ${from ?? 'all'} table ${table} metric ${metric ?? 0} tos ${Number(tos ?? 0)}`
}

const prefixText = (address: string | undefined, length: number, isIpv6: boolean): string => {
  if (length === 0) return 'default'
  return length === (isIpv6 ? 128 : 32) ? `${address}` : `${address}/${length}`
}

/** The entry of ours. */
export const ourMatch = ({ record }: Route): string | null => {
  if (record === null) return null
  const { family, destination, destinationLength, source, sourceLength, table, priority, tos } = record
  const isIpv6 = family === 10
  const from = sourceLength === 0 ? 'all' : prefixText(source, sourceLength, isIpv6)
  return `${prefixText(destination, destinationLength, isIpv6)} from ${from} table ${table} metric ${priority ?? 0} tos ${tos}`
}

/** The same of ours. */
export const ourAnswer = ({ type, device, gateway, source, error }: Route, withSource: boolean): string =>
  error ?? `${type} dev ${device?.name} via ${gateway ?? '-'} src ${withSource ? (source ?? '-') : '-'}`

/** The type of a route, or the error. */
export const kindOf = (answer: string): string => answer.split(' ')[0] ?? ''
