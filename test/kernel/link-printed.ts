import { number, type Printed, part, present, word, words } from './print.ts'

/** What a link's kind, its port and the link itself are in our records, made from what `ip -N -d -d -s -s link` prints. */
export interface Surroundings {
  readonly indexOf: (name: unknown) => number | undefined
  /** A file of the interface's folder in sysfs; undefined where it cannot be read. */
  readonly sys: (file: string) => string | undefined
}

/** linux/if.h */
const flagBits: { readonly [name: string]: number } = {
  UP: 1,
  BROADCAST: 2,
  LOOPBACK: 8,
  POINTOPOINT: 0x10,
  NOARP: 0x80,
  PROMISC: 0x100,
  ALLMULTI: 0x200,
  MULTICAST: 0x1000,
  LOWER_UP: 0x10000,
  DORMANT: 0x20000,
}
const running = 0x40

/** `ip` prints IFF_RUNNING by its absence: an interface that is up and does not run has NO-CARRIER. */
const flagsOf = (names: readonly string[]): number => {
  const bits = names.reduce((sum, name) => sum | (flagBits[name] ?? 0), 0)
  return names.includes('UP') && !names.includes('NO-CARRIER') ? bits | running : bits
}

const generations = ['eui64', 'none', 'stable_secret', 'random']

export const printedLink = (printed: Printed, { indexOf, sys }: Surroundings): object =>
  present({
    ifindex: number(printed['ifindex']),
    flags: flagsOf(words(printed['flags'])),
    name: printed['ifname'],
    txQueueLength: number(printed['txqlen']),
    operState: printed['operstate'],
    linkMode: printed['linkmode'] === 'DORMANT' ? 1 : 0,
    mtu: printed['mtu'],
    minMtu: printed['min_mtu'],
    maxMtu: printed['max_mtu'],
    group: number(printed['group']),
    promiscuity: printed['promiscuity'],
    allMulticast: printed['allmulti'],
    txQueues: printed['num_tx_queues'],
    rxQueues: printed['num_rx_queues'],
    master: indexOf(printed['master']),
    link: printed['link_index'] ?? indexOf(printed['link']),
    address: printed['address'],
    broadcast: printed['broadcast'],
    permanentAddress: printed['permaddr'],
    qdisc: printed['qdisc'],
    alias: printed['ifalias'],
    altNames: printed['altnames'],
    parentDevice: printed['parentdev'],
    parentBus: printed['parentbus'],
    carrierChanges: number(sys('carrier_changes')),
    carrierUpCount: number(sys('carrier_up_count')),
    carrierDownCount: number(sys('carrier_down_count')),
    info: printedInfo(part(printed, 'linkinfo'), { indexOf, sys }),
    addressGeneration: generations.indexOf(word(printed['inet6_addr_gen_mode'])),
  })

type IndexOf = Surroundings['indexOf']

const printedInfo = (info: Printed, surroundings: Surroundings): object | undefined => {
  const kind = word(info['info_kind'])
  if (kind === '') return undefined
  const data = kinds[kind]?.(part(info, 'info_data'), surroundings)
  const port =
    info['info_slave_kind'] === 'bridge' ? portOf(part(info, 'info_slave_data'), surroundings.indexOf) : undefined
  return { link: { kind, data }, port: port && { kind: 'bridge', data: port } }
}

/** `8000.2:0:0:0:1:1`, a priority and an address without leading zeros. */
const bridgeIdOf = (id: unknown): string => {
  const [priority = '', mac = ''] = word(id).split('.')
  return [priority.slice(0, 2), priority.slice(2), ...mac.split(':')].map((byte) => byte.padStart(2, '0')).join(':')
}

/** `8000.020000000101` */
const sysfsBridgeId = (id = ''): string => id.replace('.', '').match(/../g)?.join(':') ?? ''

const yes = (value: unknown): boolean => value === true || value === 1

const kinds: { readonly [kind: string]: (data: Printed, surroundings: Surroundings) => object } = {
  bridge: (data, { sys }) => ({
    forwardDelay: data['forward_delay'],
    helloTime: data['hello_time'],
    maxAge: data['max_age'],
    ageingTime: data['ageing_time'],
    stpState: data['stp_state'],
    priority: data['priority'],
    vlanFiltering: yes(data['vlan_filtering']),
    groupForwardMask: number(data['group_fwd_mask']),
    bridgeId: bridgeIdOf(data['bridge_id']),
    // iproute2 6.1 prints the bridge's own id in its place.
    rootId: sysfsBridgeId(sys('bridge/root_id')),
    rootPort: data['root_port'],
    rootPathCost: data['root_path_cost'],
    topologyChange: data['topology_change'],
    topologyChangeDetected: data['topology_change_detected'],
    groupAddress: data['group_addr'],
    mcastRouter: data['mcast_router'],
    mcastSnooping: yes(data['mcast_snooping']),
    mcastQuerier: yes(data['mcast_querier']),
    callIptables: yes(data['nf_call_iptables']),
    callIp6tables: yes(data['nf_call_ip6tables']),
    callArptables: yes(data['nf_call_arptables']),
  }),
  vxlan: (data, { indexOf }) => ({
    id: data['id'],
    group: data['group'] ?? data['remote'],
    group6: data['group6'] ?? data['remote6'],
    link: indexOf(data['link']),
    local: data['local'],
    local6: data['local6'],
    ttl: number(data['ttl']),
    // iproute2 prints nothing for an inherited one.
    ttlInherit: !('ttl' in data),
    tos: number(data['tos']),
    dontFragment: data['df'],
    flowLabel: number(data['label']),
    learning: yes(data['learning']),
    ageing: number(data['ageing']),
    limit: number(data['limit']),
    sourcePorts: data['port_range'],
    proxy: yes(data['proxy']),
    routeShortCircuit: yes(data['rsc']),
    reportFdbMiss: yes(data['l2miss']),
    reportNeighbourMiss: yes(data['l3miss']),
    port: data['port'],
    groupPolicy: data['gbp'],
    genericProtocol: data['gpe'],
    collectMetadata: yes(data['external']),
    vniFilter: data['vnifilter'],
  }),
  macvlan: (data) => ({
    mode: data['mode'],
    flags: (yes(data['nopromisc']) ? 1 : 0) | (yes(data['nodst']) ? 2 : 0),
    sourceCount: number(data['macaddr_count']),
    sourceAddresses: data['macaddr_data'],
  }),
  tun: (data) => ({
    type: data['type'],
    owner: data['user'] === undefined ? undefined : number(data['user']),
    group: data['group'],
    packetInformation: data['pi'],
    vnetHeader: data['vnet_hdr'],
    multiQueue: data['multi_queue'],
    persist: data['persist'],
    queues: data['numqueues'],
    disabledQueues: data['numdisabled'],
  }),
}

const portOf = (data: Printed, indexOf: IndexOf): object => ({
  state: data['state'],
  priority: data['priority'],
  cost: data['cost'],
  hairpin: data['hairpin'],
  bpduGuard: data['guard'],
  rootBlock: data['root_block'],
  fastLeave: data['fastleave'],
  learning: data['learning'],
  unicastFlood: data['flood'],
  proxyArp: data['proxy_arp'],
  number: number(data['no']),
  mcastRouter: data['multicast_router'],
  mcastFlood: data['mcast_flood'],
  mcastToUnicast: data['mcast_to_unicast'],
  vlanTunnel: data['vlan_tunnel'],
  broadcastFlood: data['bcast_flood'],
  groupForwardMask: number(data['group_fwd_mask']),
  neighbourSuppress: data['neigh_suppress'],
  isolated: data['isolated'],
  locked: data['locked'],
  backupPort: indexOf(data['backup_port']),
})

/** The counters as `-s -s` prints them. */
export const printedCounters = (printed: Printed): { readonly [name: string]: bigint } => {
  const stats = part(printed, 'stats64')
  const [rx, tx] = [part(stats, 'rx'), part(stats, 'tx')]
  const rows: { readonly [name: string]: unknown } = {
    rxPackets: rx['packets'],
    txPackets: tx['packets'],
    rxBytes: rx['bytes'],
    txBytes: tx['bytes'],
    rxErrors: rx['errors'],
    txErrors: tx['errors'],
    rxDropped: rx['dropped'],
    txDropped: tx['dropped'],
    multicast: rx['multicast'],
    collisions: tx['collisions'],
    rxLengthErrors: rx['length_errors'],
    rxOverErrors: rx['over_errors'],
    rxCrcErrors: rx['crc_errors'],
    rxFrameErrors: rx['frame_errors'],
    rxFifoErrors: rx['fifo_errors'],
    rxMissedErrors: rx['missed_errors'],
    txAbortedErrors: tx['aborted_errors'],
    txCarrierErrors: tx['carrier_errors'],
    txFifoErrors: tx['fifo_errors'],
    txHeartbeatErrors: tx['heartbeat_errors'],
    txWindowErrors: tx['window_errors'],
    rxNohandler: rx['nohandler'],
    rxOtherhostDropped: rx['otherhost_dropped'],
  }
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, BigInt(number(value))]))
}
