import { remembered } from '../../../indexes/remembered.ts'
import { destinationOf } from '../../packet/fields.ts'
import { ETH_P_IP, ETH_P_IPV6, type Packet } from '../../packet/packet.ts'
import type { Bridge, Port } from './bridge.ts'

interface Group {
  readonly ports: readonly number[]
  /** The bridge's own host wants it. */
  readonly host: boolean
}

interface Snooped {
  /** By `VLAN/GROUP`. */
  readonly groups: ReadonlyMap<string, Group>
  /** Ports behind which a multicast router is. */
  readonly routers: readonly number[]
}

const snoopedOf = remembered(({ device }: Bridge): Snooped => {
  const groups = new Map<string, { ports: number[]; host: boolean }>()
  const routers: number[] = []
  for (const { ifindex, entries, routers: ports } of device.space.mdb) {
    if (ifindex !== device.ifindex) continue
    for (const { port, vlan, group, source } of entries ?? []) {
      // An entry for one sender only is narrower than what is asked for here.
      if (source !== undefined) continue
      const key = `${vlan}/${group}`
      const known = groups.get(key) ?? { ports: [], host: false }
      if (port === device.ifindex) known.host = true
      else known.ports.push(port)
      groups.set(key, known)
    }
    for (const { port } of ports ?? []) routers.push(port)
  }
  return { groups, routers }
})

/** Who gets a frame for a group where the bridge knows who wants it. */
export interface Listeners {
  readonly ports: readonly Port[]
  readonly host: boolean
}

const allNodes = 'ff02::1'

/** Only groups that somebody has to join are kept from the others (ipv4_is_local_multicast, ipv6_addr_is_ll_all_nodes). */
const isForEverybody = (group: string): boolean => group.startsWith('224.0.0.') || group === allNodes

/** MULTICAST_ROUTER of the bridge: 2 is always one (MDB_RTR_TYPE_PERM). */
const ALWAYS_ROUTER = 2

/**
 * Who has joined the group that a frame is for (br_mdb_entry_skb_get, br_multicast_querier_exists, net/bridge/br_multicast.c). Null: it
 * is flooded, because the bridge does not snoop, or nobody asks for members. Only the querier that the bridge itself is shows in a snapshot.
 */
export const listenersOf = (bridge: Bridge, packet: Packet, vlan: number): Listeners | null => {
  const { settings } = bridge
  if (settings.mcastSnooping !== true || settings.mcastQuerier !== true) return null
  if (packet.etherType !== ETH_P_IP && packet.etherType !== ETH_P_IPV6) return null
  const address = destinationOf(packet)
  const { groups, routers } = snoopedOf(bridge)
  const group = groups.get(`${vlan}/${address}`)
  if (group === undefined && isForEverybody(address)) return null
  const ports = new Set([...(group?.ports ?? []), ...routers])
  return {
    ports: [...ports].flatMap((ifindex) => bridge.ports.get(ifindex) ?? []),
    host: group?.host === true || settings.mcastRouter === ALWAYS_ROUTER,
  }
}
