import type { LinkRecord } from '../../../collectors/links.ts'
import { follow } from '../../formats/reading/follow.ts'
import type { Bridge } from '../schemas/bridge.ts'
import { interfaceNode, linkReference, peerReference } from './interface-resource.ts'
import type { Inventory } from './inventory.ts'

/** Ticks of USER_HZ in a second: what the kernel counts a bridge's times in. */
const userHz = 100

/** @param fdbEntries of the bridge's own table */
export const bridgeResource = (
  bridge: LinkRecord,
  { fdbEntries, inventory }: { fdbEntries: number; inventory: Inventory },
): Bridge => {
  const { mac, mtu, up, operState, addresses } = interfaceNode(bridge, inventory)
  const ports = [...inventory.identities.linksOf(bridge.netns)].filter(({ master }) => master === bridge.ifindex)
  return {
    ...linkReference(bridge, inventory),
    mac,
    mtu,
    up,
    operState,
    addresses,
    network: networkOf(bridge, inventory),
    settings: settingsOf(bridge),
    ports: ports.map((port) => portResource(port, inventory)),
    fdbEntries,
  }
}

const portResource = (link: LinkRecord, inventory: Inventory): Bridge['ports'][number] => {
  const { key, name, ifindex } = linkReference(link, inventory)
  const port = link.info?.port
  const settings = port?.kind === 'bridge' ? port.data : {}
  const peer = peerReference(link, inventory)
  const [step] = follow(inventory.topology, key, 'bridge-port')
  return {
    key,
    name,
    ifindex,
    state: settings.state ?? 'unknown',
    cost: settings.cost ?? null,
    priority: settings.priority ?? null,
    hairpin: settings.hairpin === true,
    isolated: settings.isolated === true,
    learning: settings.learning ?? null,
    unicastFlood: settings.unicastFlood ?? null,
    vlans: step?.edge.vlans ?? [],
    peer,
    containers: peer === null ? [] : inventory.containersIn(peer.netnsId).map((container) => container.name),
  }
}

/** The Docker network that the graph says it implements. */
const networkOf = (bridge: LinkRecord, { identities, topology }: Inventory): Bridge['network'] => {
  const [step] = follow(topology, identities.interfaceKey(bridge), 'implements')
  const node = step === undefined ? null : topology.getNodeAttributes(step.key)
  if (node?.kind !== 'network') return null
  const { id, name, driver, subnets } = node
  return { id, name, driver, subnets }
}

const settingsOf = (bridge: LinkRecord): Bridge['settings'] => {
  const kind = bridge.info?.link
  const data = kind?.kind === 'bridge' && kind.data !== undefined ? kind.data : {}
  return {
    stp: data.stpState === undefined ? null : data.stpState !== 0,
    forwardDelaySeconds: seconds(data.forwardDelay),
    helloSeconds: seconds(data.helloTime),
    maxAgeSeconds: seconds(data.maxAge),
    ageingSeconds: seconds(data.ageingTime),
    priority: data.priority ?? null,
    vlanFiltering: data.vlanFiltering ?? null,
    vlanDefaultPvid: data.vlanDefaultPvid ?? null,
    multicastSnooping: data.mcastSnooping ?? null,
    multicastQuerier: data.mcastQuerier ?? null,
    callIptables: data.callIptables ?? null,
    callIp6tables: data.callIp6tables ?? null,
    callArptables: data.callArptables ?? null,
  }
}

const seconds = (ticks: number | undefined): number | null => (ticks === undefined ? null : ticks / userHz)
