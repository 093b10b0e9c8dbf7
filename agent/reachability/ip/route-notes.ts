import { deviceKey } from '../link/text.ts'
import type { Packet } from '../packet/packet.ts'
import { RT_TABLE_LOCAL, RT_TABLE_MAIN, usualPriorities } from '../routing/constants.ts'
import type { Route } from '../routing/route.ts'
import type { Space } from '../scene/space.ts'
import { type LossReason, lose, note, type Trial } from '../trial.ts'

/** A route as `ip route` shows it, as far as it decided: `172.18.0.0/16 dev eth0 src 172.18.0.2`. */
export const routeText = ({ type, record, gateway, device, source, table }: Route): string => {
  if (type === 'none') return 'no route'
  const parts: string[] = type === 'unicast' ? [] : [type]
  if (record !== null) {
    const { destination, destinationLength } = record
    parts.push(destination === undefined ? 'default' : `${destination}/${destinationLength}`)
  }
  if (gateway !== null) parts.push('via', gateway)
  if (device !== null) parts.push('dev', device.name)
  if (source !== null) parts.push('src', source)
  if (record !== null && table !== RT_TABLE_MAIN && table !== RT_TABLE_LOCAL && table !== 0)
    parts.push('table', `${table}`)
  return parts.join(' ')
}

/** Writes down by which rule and route a packet goes on. */
export const noteRoute = (packet: Packet, space: Space, route: Route): void => {
  const { policy } = route
  const priority = policy?.priority ?? 0
  if (policy !== null && !usualPriorities.has(priority))
    note(packet, {
      kind: 'policy-rule',
      space,
      detail: () =>
        `rule ${priority}${policy.action === 'to-table' ? ` leads to table ${policy.table}` : ` says ${policy.action}`}`,
    })
  const { device } = route
  note(packet, {
    kind: 'route',
    space,
    detail: () => routeText(route),
    ...(device !== null && { object: () => deviceKey(device) }),
  })
}

const refusals: Partial<Record<Route['type'], LossReason>> = {
  blackhole: 'route-blackhole',
  unreachable: 'route-unreachable',
  prohibit: 'route-prohibit',
  none: 'no-route',
}

/** The end of a packet whose route refuses it. */
export const loseByRoute = (trial: Trial, space: Space, packet: Packet, route: Route, destination: string): void =>
  lose(trial, {
    reason: refusals[route.type] ?? 'no-route',
    space,
    packet,
    fact: () => `to ${destination}: ${routeText(route)}`,
  })
