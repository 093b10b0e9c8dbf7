import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Route as RouteRecord } from '../../../../collectors/netlink/messages/route.ts'
import type { Rule } from '../../../../collectors/netlink/messages/rule.ts'
import { flowOf } from '../../routing/flow-of.ts'
import { lookupRoute } from '../../routing/lookup.ts'
import type { Route } from '../../routing/route.ts'
import { newTrial } from '../../run.ts'
import type { Space } from '../../scene/space.ts'
import type { Finding } from '../cause.ts'
import { addressFamilyOf } from './holders.ts'

/** The route that a packet met where it ended; of one that was never sent, what its connect() found. Null without a loss. */
export const routeAt = ({ loss, scene, exchange }: Finding): Route | null => {
  if (loss === null) return null
  const { packet, space, device } = loss
  if (packet.route !== null) return packet.route
  const isUnsent = packet.arrivedAt === null && device === undefined
  const flow = flowOf(packet, packet.arrivedAt)
  const source = isUnsent ? (exchange?.probe.source ?? null) : flow.source
  return lookupRoute(space, { ...flow, source }, newTrial(scene))
}

/** Those that every namespace has, for everybody: tables local, main and default. */
const usual: ReadonlySet<number> = new Set([0, 32_766, 32_767])

/** The rule of policy routing that somebody has added and that led to a route. */
export const addedRule = (route: Route | null): Dumped<Rule> | null => {
  const policy = route?.policy ?? null
  return policy === null || usual.has(policy.priority ?? 0) ? null : policy
}

/** As `ip rule` shows it: `100: from 10.9.0.0/24 fwmark 0x7 lookup 77`. */
export const policyText = (rule: Dumped<Rule>): string => {
  const { priority = 0, source, sourceLength, destination, destinationLength, mark, markMask, action, table } = rule
  const parts = [`${priority}:`, 'from', source === undefined ? 'all' : `${source}/${sourceLength}`]
  if (destination !== undefined) parts.push('to', `${destination}/${destinationLength}`)
  if (mark !== undefined && (mark !== 0 || markMask !== 0))
    parts.push(
      'fwmark',
      `0x${mark.toString(16)}${markMask === undefined || markMask === 0xffffffff ? '' : `/0x${markMask.toString(16)}`}`,
    )
  if (rule.inputInterface !== undefined) parts.push('iif', rule.inputInterface)
  if (rule.outputInterface !== undefined) parts.push('oif', rule.outputInterface)
  parts.push(...(action === 'to-table' ? ['lookup', `${table}`] : [`${action}`]))
  return parts.join(' ')
}

/** The destination as `ip route` takes it: `default`, `10.9.0.0/24`. */
export const routeTo = ({ destination, destinationLength }: RouteRecord): string =>
  destination === undefined ? 'default' : `${destination}/${destinationLength}`

/** `ip`, or `ip -6` for what is of IPv6. */
export const ipFor = (address: string): string => (address.includes(':') ? 'ip -6' : 'ip')

/** Whether a namespace has a route to everywhere, of the family of an address. */
export const hasDefaultRoute = ({ routes }: Space, address: string): boolean => {
  const family = addressFamilyOf(address)
  return routes.some((route) => route.family === family && route.destinationLength === 0 && route.type === 'unicast')
}
