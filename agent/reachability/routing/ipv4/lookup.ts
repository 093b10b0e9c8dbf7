import { ipv4Number } from '../../packet/address-bytes.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { LOOPBACK_IFINDEX, RT_SCOPE_HOST, RT_SCOPE_LINK, RT_SCOPE_UNIVERSE, RT_TABLE_LOCAL } from '../constants.ts'
import { type FlowKey, flowKeyOf } from '../policy.ts'
import { nowhere, refusedRoute } from '../refusal.ts'
import type { Flow, Route } from '../route.ts'
import { routesLocalnet } from '../settings.ts'
import { isVrf, vrfIndexOf, vrfOf } from '../vrf.ts'
import { isOwnIpv4, selectIpv4 } from './addresses.ts'
import { type Found, fibLookup, fibOf, type Outcome, tableLookup } from './fib.ts'
import { isLimitedBroadcast, isLocalMulticast, isLoopback, isMulticast, isZeronet } from './number.ts'
import { hopSource, selectDefault, selectMultipath } from './select.ts'

const IPPROTO_IGMP = 2

export const lookupIpv4 = (space: Space, flow: Flow, trial: Trial): Route =>
  flow.input === null ? output(space, flow, trial) : input(space, flow, flow.input, trial)

const keyOf = (space: Space, flow: Flow) =>
  flowKeyOf(space, flow, {
    destination: ipv4Number(flow.destination),
    source: flow.source === null ? 0 : ipv4Number(flow.source),
  })

/** A device by which it goes without asking a table. */
const direct = (type: Route['type'], device: Device, source: string | null): Route => ({
  ...withoutError(nowhere('EINVAL')),
  type,
  device,
  source,
  scope: RT_SCOPE_LINK,
})

const withoutError = ({ error: _, ...route }: Route): Route => route

const foundRoute = (found: Found, type: Route['type'], device: Device | null, source: string | null): Route => {
  const { alias, hop, policy } = found
  const { record, table, scope } = alias
  const isDirect = type === 'local' || type === 'broadcast' || (type === 'multicast' && found.prefixLength < 4)
  const realm = realmsOf(hop?.realms || (record.flow ?? 0), policy?.flow ?? 0)
  const gateway = isDirect || hop === null || hop.isGatewayOwn ? null : hop.gateway
  const mtu = type === 'broadcast' ? null : (record.metrics?.mtu ?? null)
  return { type, device, gateway, source, scope, mtu, realm, table, record, policy }
}

/** set_class_tag (net/ipv4/route.c): each half of the route's own, else of the rule's. */
const realmsOf = (own: number, ofRule: number): number => {
  const low = own & 0xffff || ofRule & 0xffff
  const high = own >>> 16 || ofRule >>> 16
  return high * 65536 + low
}

/** ip_route_input_slow without what it checks: `RTCF_LOCAL` and the like by the type. */
const input = (space: Space, flow: Flow, device: Device, trial: Trial): Route => {
  const key = keyOf(space, flow)
  const { destination, source } = key
  if (isMulticast(destination)) return direct('multicast', device, null)
  if (isLimitedBroadcast(destination) || (source === 0 && destination === 0)) return direct('broadcast', device, null)
  const outcome = fibLookup(space, key)
  if (outcome === null) return nowhere('ENETUNREACH')
  if ('refuses' in outcome) return refusedRoute(outcome.refuses, outcome.alias, outcome.policy)
  const type = typeOf(outcome)
  if (type === 'local' || type === 'broadcast') return foundRoute(outcome, type, device, null)
  const chosen = outcome.alias.hops.length > 1 ? selectMultipath(outcome, null, { space, flow, trial }) : outcome
  return foundRoute(chosen, type, chosen.device ?? null, null)
}

const typeOf = ({ alias: { type } }: Found): Route['type'] =>
  type === 'local' || type === 'broadcast' || type === 'multicast' || type === 'anycast' ? type : 'unicast'

/** ip_route_output_key_hash_rcu */
const output = (space: Space, flow: Flow, trial: Trial): Route => {
  const key = keyOf(space, flow)
  const { destination } = key
  const isMany = isMulticast(destination) || isLimitedBroadcast(destination)
  let output = flow.output
  if (flow.source !== null && key.source) {
    if (isMulticast(key.source) || isLimitedBroadcast(key.source)) return nowhere('EINVAL')
    if (output === 0 && isMany) {
      const owner = deviceOfAddress(space, flow.source, key.source)
      if (owner === undefined) return nowhere('ENETUNREACH')
      return finish(space, flow, direct('unicast', owner, flow.source))
    }
    if (!flow.anySource && deviceOfAddress(space, flow.source, key.source) === undefined) return nowhere('ENETUNREACH')
  }
  const source = key.source === 0 ? null : flow.source
  const wanted = output === 0 ? undefined : space.devices.get(output)
  if (output !== 0 && wanted === undefined) return nowhere('ENODEV')
  if (wanted !== undefined) {
    if (!wanted.isUp) return nowhere('ENETUNREACH')
    if (isLocalMulticast(destination) || isLimitedBroadcast(destination) || flow.protocol === IPPROTO_IGMP)
      return finish(space, flow, direct('unicast', wanted, source ?? selectIpv4(space, wanted, 0, RT_SCOPE_LINK)))
  }
  if (destination === 0) {
    const { loopback } = space
    const address = source ?? (wanted && selectIpv4(space, wanted, 0, RT_SCOPE_HOST)) ?? '127.0.0.1'
    return loopback === undefined ? nowhere('ENETUNREACH') : direct('local', loopback, address)
  }
  const chosen = source ?? (wanted && isMulticast(destination) ? selectIpv4(space, wanted, 0, RT_SCOPE_UNIVERSE) : null)
  output = key.output
  const outcome = fibLookup(space, chosen === null ? key : { ...key, source: ipv4Number(chosen) })
  if (outcome === null || 'refuses' in outcome) {
    // Apparently the tables are wrong: the destination is taken to be on the link that the sender names.
    if (wanted !== undefined && (isMulticast(destination) || vrfIndexOf(wanted) === 0))
      return finish(space, flow, direct('unicast', wanted, chosen ?? selectIpv4(space, wanted, 0, RT_SCOPE_LINK)))
    return outcome === null ? nowhere('ENETUNREACH') : refusedRoute(outcome.refuses, outcome.alias, outcome.policy)
  }
  if (typeOf(outcome) === 'local') return localRoute(space, flow, outcome, chosen)
  const selected = output === 0 ? selectPath(outcome, chosen, { space, flow, trial }) : outcome
  return finish(
    space,
    flow,
    foundRoute(selected, typeOf(outcome), selected.device ?? null, chosen ?? sourceOf(space, selected)),
  )
}

/** fib_select_path (net/ipv4/fib_semantics.c) */
const selectPath = (found: Found, source: string | null, asking: { space: Space; flow: Flow; trial: Trial }): Found => {
  if (found.alias.hops.length > 1) return selectMultipath(found, source, asking)
  const { prefixLength, table } = found
  return prefixLength === 0 && table.hasSeveralDefaults && typeOf(found) === 'unicast'
    ? selectDefault(found, asking)
    : found
}

/** fib_result_prefsrc */
const sourceOf = (space: Space, { alias, hop }: Found): string | null =>
  alias.record.preferredSource ?? (hop === null ? null : hopSource(space, alias, hop))

/** To ourselves: over `lo`, or over the VRF of the address. */
const localRoute = (space: Space, flow: Flow, found: Found, source: string | null): Route => {
  const device = (found.device === undefined ? null : vrfOf(found.device)) ?? space.loopback ?? null
  const address = source ?? found.alias.record.preferredSource ?? flow.destination
  return finish(space, flow, foundRoute(found, 'local', device, address))
}

/** __mkroute_output */
const finish = (space: Space, flow: Flow, route: Route): Route => {
  const { device, source } = route
  const destination = ipv4Number(flow.destination)
  if (device !== null && source !== null && isLoopback(ipv4Number(source)))
    if (!routesLocalnet(space, device) && device.kind !== 'loopback' && !isVrf(device)) return nowhere('EINVAL')
  if (isLimitedBroadcast(destination)) return { ...route, type: 'broadcast', gateway: null, mtu: null }
  if (isMulticast(destination)) {
    const isTooWide = route.record !== null && route.record.destinationLength < 4
    return { ...route, type: 'multicast', ...(isTooWide && { gateway: null, mtu: null }) }
  }
  return isZeronet(destination) ? nowhere('EINVAL') : route
}

/** __ip_dev_find (net/ipv4/devinet.c): the device with an address, also one that only table local makes ours. */
const deviceOfAddress = (space: Space, text: string, number: number): Device | undefined => {
  if (isOwnIpv4(space, number)) {
    // Of several devices with it the one that got it last.
    const record = space.addresses.findLast(({ local, address }) => (local ?? address) === text)
    const device = record && space.devices.get(record.ifindex)
    if (device !== undefined) return device
  }
  const outcome = localLookup(space, number)
  return outcome !== null && !('refuses' in outcome) && outcome.alias.type === 'local' ? outcome.device : undefined
}

/** All of a flow but where it leads to: only the destination is asked for. */
const ofNobody: Omit<FlowKey<number>, 'destination'> = {
  source: 0,
  mark: 0,
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
  tos: 0,
  uid: 0,
  input: LOOPBACK_IFINDEX,
  output: 0,
  vrf: 0,
}

/** What table local says of an address; while it is one with table main, what both say. */
export const localLookup = (space: Space, destination: number, tableId = RT_TABLE_LOCAL): Outcome | null => {
  const { tables, policy } = fibOf(space)
  const isMerged = policy.isUsual && tableId === RT_TABLE_LOCAL
  const table = isMerged ? tables.merged : tables.byId.get(tableId)
  if (table === undefined) return null
  return tableLookup(table, { ...ofNobody, destination }, {}, null)
}
