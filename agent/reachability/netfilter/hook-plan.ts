import type { NftChain, NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable, XtHook } from '../../../collectors/netfilter/xtables/record.ts'
import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import { confirmBridged, trackBridged } from './bridge-conntrack.ts'
import { conntrackConfirm, conntrackIn } from './conntrack/hooks.ts'
import { tracksConnections } from './conntrack-users.ts'
import type { HookFamily, HookName } from './context.ts'
import { runNat } from './nat/run-nat.ts'
import { programsAt } from './netfilter-programs.ts'
import { runNftChain } from './nftables/run-chain.ts'
import { type Order, orderOf, type Planned, type Runner } from './order.ts'
import { rerouting } from './rerouting.ts'
import { unreadRules } from './unread-rules.ts'
import { vrfRules } from './vrf-rules.ts'
import { brouting } from './xtables/brouting.ts'
import { legacyPriority } from './xtables/legacy-priority.ts'
import { baseChainOf, readyTable, runTable } from './xtables/run-table.ts'

/** What runs at a hook of a namespace. */
export interface HookPlan {
  readonly order: Order
  /** Rules decide here, and not the kernel alone. */
  readonly hasRules: boolean
}

/** Which hook of which namespace. */
export interface Place {
  readonly scene: Scene
  readonly space: Space
  readonly family: HookFamily
  readonly hook: HookName
  /** Of ingress and egress, whose chains are of a device. */
  readonly device: Device | null
}

/** The last of all (INT_MAX), and the first (INT_MIN). */
const LAST = 2 ** 31 - 1
const FIRST = -(2 ** 31)
/** NF_IP_PRI_CONNTRACK, NF_IP_PRI_NAT_DST, NF_IP_PRI_NAT_SRC */
const CONNTRACK = -200
const NAT_DESTINATION = -100
const NAT_SOURCE = 100

const kernel = { kind: 'kernel' } as const

/** A base chain of nf_tables that is registered at the hook. */
interface Based {
  readonly table: NftTable
  readonly chain: NftChain
  readonly base: NonNullable<NftChain['base']>
}

const hasDevice = ({ devices }: Based['base'], { name }: Device): boolean =>
  devices.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern))

const isOfFamily = (table: NftTable, { family }: Place): boolean =>
  table.family === family || (table.family === 'inet' && (family === 'ip' || family === 'ip6' || family === 'netdev'))

const nftChainsAt = (place: Place): readonly Based[] =>
  place.space.nftables.flatMap((table) => {
    if (!isOfFamily(table, place) || table.flags.includes('dormant')) return []
    return table.chains.flatMap((chain): Based[] => {
      const { base } = chain
      if (base === null || base.hook !== place.hook) return []
      if (place.family === 'netdev' && (place.device === null || !hasDevice(base, place.device))) return []
      return [{ table, chain, base }]
    })
  })

/** A chain that lets everything pass decides nothing. */
const isIdle = (rules: readonly unknown[], policy: string | undefined): boolean =>
  rules.length === 0 && policy === 'accept'

const plannedNft = ({ table, chain, base }: Based): Planned => {
  const run: Runner = (context) => runNftChain(context, table, chain)
  return {
    priority: base.priority,
    origin: { kind: 'nft', table, chain: Number(chain.handle) },
    run: base.type === 'route' ? rerouting(run) : run,
  }
}

const legacyFamilies: { readonly [family in HookFamily]: AnyXtTable['family'] | null } = {
  ip: 'ipv4',
  ip6: 'ipv6',
  arp: 'arp',
  bridge: 'bridge',
  netdev: null,
}

/** One for all hooks of the table. */
const readyTablesOf = remembered((space: Space) => remembered((table: AnyXtTable) => readyTable(space, table)))

const plannedLegacy = ({ space }: Place, table: AnyXtTable, hook: XtHook, priority: number): Planned[] => {
  const prepared = readyTablesOf(space)(table)
  const base = baseChainOf(prepared, hook)
  if (base === undefined || isIdle(base.chain.rules, base.chain.base?.policy)) return []
  const run: Runner = (context) => runTable(context, prepared, base)
  return [{ priority, origin: { kind: 'legacy', table }, run: special(table, hook, run) }]
}

const special = (table: AnyXtTable, hook: XtHook, run: Runner): Runner => {
  if (hook === 'brouting') return brouting(run)
  return table.name === 'mangle' && hook === 'output' ? rerouting(run) : run
}

const isXtHook = (hook: HookName): hook is XtHook => hook !== 'ingress' && hook !== 'egress'

const legacyTablesOf = ({ space, family }: Place): readonly AnyXtTable[] =>
  space.xtables.filter((table) => table.family === legacyFamilies[family])

const legacyAt = (place: Place): readonly Planned[] => {
  const { hook } = place
  if (!isXtHook(hook)) return []
  return legacyTablesOf(place).flatMap((table) => {
    const priority = legacyPriority(table, hook)
    return priority === null ? [] : plannedLegacy(place, table, hook, priority)
  })
}

const trackingAt = ({ space, family, hook }: Place): readonly Planned[] => {
  if ((family !== 'ip' && family !== 'ip6' && family !== 'bridge') || !tracksConnections(space, family)) return []
  const isBridge = family === 'bridge'
  if (hook === 'prerouting' || (hook === 'output' && !isBridge))
    return [{ priority: CONNTRACK, origin: kernel, run: isBridge ? trackBridged : conntrackIn }]
  if (hook === 'postrouting' || (hook === 'input' && !isBridge))
    return [{ priority: LAST, origin: kernel, run: isBridge ? confirmBridged : conntrackConfirm }]
  return []
}

const isNatTable = (table: AnyXtTable): boolean => table.name === 'nat'

/** The kernel translates at all four hooks as soon as one chain wants it at one of them (nf_nat_register_fn, net/netfilter/nf_nat_core.c). */
const hasNat = (place: Place): boolean =>
  legacyTablesOf(place).some(isNatTable) ||
  place.space.nftables.some(
    (table) =>
      isOfFamily(table, place) &&
      !table.flags.includes('dormant') &&
      table.chains.some(({ base }) => base?.type === 'nat'),
  )

/** The chains of type nat are no hooks of their own: NAT asks them, by their priorities among each other. */
const natAt = (place: Place, chains: readonly Based[]): readonly Planned[] => {
  const { family, hook } = place
  if ((family !== 'ip' && family !== 'ip6') || !isXtHook(hook) || hook === 'forward' || !hasNat(place)) return []
  const manip = hook === 'prerouting' || hook === 'output' ? 'destination' : 'source'
  const priority = manip === 'destination' ? NAT_DESTINATION : NAT_SOURCE
  const legacy = legacyTablesOf(place).filter(isNatTable)
  const order = orderOf(
    [...chains.map(plannedNft), ...legacy.flatMap((table) => plannedLegacy(place, table, hook, priority))],
    true,
  )
  const run: Runner = (context) =>
    runNat(
      context,
      order(context).map((planned) => planned.run),
      manip,
    )
  return [{ priority, origin: kernel, run }]
}

const make = (place: Place): HookPlan => {
  const chains = nftChainsAt(place).filter(({ chain, base }) => !isIdle(chain.rules, base.policy))
  const isNat = ({ base }: Based): boolean => base.type === 'nat'
  const rules = [...chains.filter((based) => !isNat(based)).map(plannedNft), ...legacyAt(place)]
  const nat = natAt(place, chains.filter(isNat))
  const unread = unreadRules(place.space)
  const others = [...trackingAt(place), ...programsAt(place.scene, place.family, place.hook)]
  const isOfIp = place.family === 'ip' || place.family === 'ip6'
  const mayMindVrf = isOfIp && (rules.length > 0 || nat.length > 0)
  const all = [
    ...rules,
    ...nat,
    ...(mayMindVrf ? [{ priority: LAST, origin: kernel, run: vrfRules }] : []),
    ...others,
    ...(unread === null ? [] : [{ priority: FIRST, origin: kernel, run: unread }]),
  ]
  return { order: orderOf(all, false), hasRules: rules.length > 0 || nat.length > 0 || unread !== null }
}

const families: { readonly [family in HookFamily]: number } = { ip: 0, ip6: 1, arp: 2, bridge: 3, netdev: 4 }
const hooks: { readonly [hook in HookName]: number } = {
  ingress: 0,
  prerouting: 1,
  input: 2,
  forward: 3,
  output: 4,
  postrouting: 5,
  egress: 6,
  brouting: 7,
}

const plansOf = remembered((_space: Space) => new Map<number, HookPlan>())

/** Made when the first packet comes there. */
export const planOf = (place: Place): HookPlan => {
  const plans = plansOf(place.space)
  const key = (place.device?.ifindex ?? 0) * 64 + families[place.family] * 8 + hooks[place.hook]
  let plan = plans.get(key)
  if (plan === undefined) {
    plan = make(place)
    plans.set(key, plan)
  }
  return plan
}
