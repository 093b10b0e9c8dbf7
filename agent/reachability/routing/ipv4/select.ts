import { ipv4Number } from '../../packet/address-bytes.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { chooseHop } from '../choose-hop.ts'
import type { Hop } from '../hops.ts'
import { NUD_INCOMPLETE, NUD_REACHABLE, NUD_VALID, neighbourState } from '../neighbour-state.ts'
import type { Flow } from '../route.ts'
import { selectIpv4 } from './addresses.ts'
import type { Found } from './fib.ts'
import { type Alias, legacyTosMask } from './table.ts'

interface Asking {
  readonly space: Space
  readonly flow: Flow
  readonly trial: Trial | null
}

/** The address that a sender gets by this way, if the route prefers none (nh_saddr; inet_select_addr). */
export const hopSource = (space: Space, { scope }: Alias, { device, gateway }: Hop): string | null => {
  if (device === undefined) return null
  return selectIpv4(space, device, gateway === null || gateway.includes(':') ? 0 : ipv4Number(gateway), scope)
}

/** fib_select_multipath (net/ipv4/fib_semantics.c): the way of a route with several. `source` null: it does not count. */
export const selectMultipath = (found: Found, source: string | null, asking: Asking): Found => {
  const { alias } = found
  const [first, ...others] = alias.usesObject ? goodMembers(alias, asking) : candidates(alias, source, asking.space)
  if (first === undefined) return found
  const chosen = chooseHop([first, ...others], { ...asking, what: prefixText(alias) })
  return { ...found, hop: chosen.hop, device: chosen.hop.device }
}

type Candidate = { readonly hop: Hop }

const prefixText = ({ record, table }: Alias): string =>
  `${record.destination ?? '0.0.0.0'}/${record.destinationLength} table ${table}`

/** For every share of the hash, the way that it leads to: one with the sender's own address is preferred (6.15). */
const candidates = (alias: Alias, source: string | null, space: Space): Candidate[] => {
  const alive = alias.hops.filter((hop) => !hop.isDead && !hop.isPassedOver).map((hop) => ({ hop }))
  const fits = source === null ? [] : alive.filter(({ hop }) => hopSource(space, alias, hop) === source)
  return fits.length > 0 ? fits : alive
}

/** nexthop_select_path_hthr (net/ipv4/nexthop.c): members of a group whose neighbour is not known to fail. */
const goodMembers = ({ hops }: Alias, { space, trial }: Asking): Candidate[] => {
  const alive = hops.filter((hop) => !hop.isDead)
  const good = alive.filter(({ gateway, ifindex }) => {
    const state = gateway === null ? null : neighbourState(space, ifindex, gateway, trial)
    return state === null || (state & NUD_VALID) !== 0
  })
  return (good.length > 0 ? good : alive.slice(0, 1)).map((hop) => ({ hop }))
}

/**
 * fib_select_default (net/ipv4/fib_trie.c): among default routes of the same metric the first whose gateway is not known to be
 * dead. Only for what is sent here.
 */
export const selectDefault = (found: Found, { space, flow, trial }: Asking): Found => {
  const choices = defaultsLike(found, flow.tos)
  if (choices.length < 2) return found
  let lastResort: Found | undefined
  for (const [order, alias] of choices.entries()) {
    const [hop] = alias.hops
    if (hop === undefined) continue
    const candidate = { ...found, alias, hop, device: hop.device }
    const state = neighbourState(space, hop.ifindex, hop.gateway ?? '', trial)
    // The way that was taken last is not known: none was.
    if (state === null || state === NUD_REACHABLE || (state & NUD_VALID) !== 0) return candidate
    if (lastResort === undefined && order >= 0 && state !== NUD_INCOMPLETE) lastResort = candidate
  }
  return lastResort ?? found
}

const defaultsLike = ({ alias: first, routes }: Found, flowTos: number): Alias[] => {
  const choices: Alias[] = []
  let lastTos = 0
  let lastPriority = first.priority
  for (const alias of routes) {
    const { tos, priority, scope, type, hops, table } = alias
    if ((tos !== 0 && tos !== (flowTos & legacyTosMask)) || table !== first.table) continue
    if (priority > lastPriority && tos === lastTos) {
      if (lastTos !== 0) continue
      break
    }
    const [hop] = hops
    if (hop === undefined || hops.every(({ isDead }) => isDead)) continue
    lastTos = tos
    lastPriority = priority
    if (scope !== first.scope || type !== 'unicast' || hop.gateway === null || hop.isGatewayOwn) continue
    if (choices.length === 0 && alias !== first) break
    choices.push(alias)
  }
  return choices
}
