import type { Exchange } from '../../../agent/reachability/exchange/exchange.ts'
import { probe } from '../../../agent/reachability/exchange/probe.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import type { LinkInfo, PortInfo } from '../../../collectors/netlink/link-kinds/index.ts'
import type { BridgeVlan } from '../../../collectors/netlink/messages/bridge-vlan.ts'
import { type Snapshot, snapshotSchema } from '../../../collectors/snapshot.ts'

/** A device, as the kinds that this kernel does not have would show it. */
export interface MadeDevice {
  readonly name: string
  readonly mac?: string
  readonly info?: LinkInfo
  readonly port?: PortInfo
  /** Of its namespace. */
  readonly master?: string
  /** `NAMESPACE NAME` of the peer or of the device below. */
  readonly over?: string
  readonly addresses?: readonly string[]
  readonly isDown?: boolean
  /** ARPHRD_*, linux/if_arp.h: 1 Ethernet. */
  readonly hardwareType?: number
  readonly vlans?: NonNullable<BridgeVlan['vlans']>
}

export type MadeHosts = { readonly [space: string]: readonly MadeDevice[] }

const up = 0x11043
const IFF_NOARP = 0x80
const ETHERNET = 1
/** The last byte of the hardware addresses of those that have none of their own. */
let made = 0

/** In the modes l3 and l3s nobody asks for hardware addresses (ipvlan_set_port_mode). */
const isIpvlanL3 = (info: LinkInfo | undefined): boolean => info?.kind === 'ipvlan' && info.data?.mode !== 'l2'

/** A snapshot of namespaces with these devices, each with addresses and the routes that the kernel makes for them. */
export const madeSnapshot = (hosts: MadeHosts): Snapshot => {
  const indexes = new Map<string, number>()
  for (const [space, devices] of Object.entries(hosts))
    for (const [at, { name }] of devices.entries()) indexes.set(`${space} ${name}`, at + 2)
  const place = (written: string) => ({ netns: written.split(' ')[0] ?? '', ifindex: indexes.get(written) ?? 0 })
  const all = Object.entries(hosts).flatMap(([netns, devices]) =>
    devices.map((device, at) => ({ netns, device, ifindex: at + 2 })),
  )
  const links = all.map(({ netns, device, ifindex }): LinkRecord => {
    const { hardwareType = ETHERNET, mac, info, port, over, master, isDown, name } = device
    made += 1
    const address = mac ?? `02:00:00:00:01:${made.toString(16).padStart(2, '0')}`
    const below = over === undefined ? undefined : place(over)
    return {
      netns,
      hardwareType,
      ifindex,
      name,
      mtu: 1500,
      flags: isDown === true ? 0x1002 : hardwareType === ETHERNET && !isIpvlanL3(info) ? up : up | IFF_NOARP,
      protocols: { ipv4: { settings: { forwarding: 0 } }, ipv6: { settings: {} } },
      ...(hardwareType === ETHERNET ? { address } : {}),
      ...(info === undefined ? {} : { info: { link: info, ...(port === undefined ? {} : { port }) } }),
      ...(master === undefined ? {} : { master: indexes.get(`${netns} ${master}`) ?? 0 }),
      ...(below === undefined ? {} : { link: below.ifindex, linkNetns: below.netns }),
    }
  })
  const loopbacks = Object.keys(hosts).map(
    (netns): LinkRecord => ({
      netns,
      hardwareType: 772,
      ifindex: 1,
      name: 'lo',
      mtu: 65536,
      flags: 0x10049,
      address: '00:00:00:00:00:00',
      protocols: { ipv4: { settings: {} } },
    }),
  )
  const addresses = all.flatMap(({ netns, device, ifindex }) =>
    (device.addresses ?? []).map((written) => {
      const [address = '', length = '24'] = written.split('/')
      return { netns, ifindex, family: 2, scope: 0, address, local: address, prefixLength: Number(length), flags: 0x80 }
    }),
  )
  const routes = addresses.flatMap(({ netns, ifindex, address, prefixLength }) => {
    const common = { netns, family: 2, sourceLength: 0, tos: 0, protocol: 2, flags: 0, outputInterface: ifindex }
    const net = address.replace(/\d+$/, '0')
    return [
      {
        ...common,
        type: 'local',
        scope: 254,
        table: 255,
        destination: address,
        destinationLength: 32,
        preferredSource: address,
      },
      {
        ...common,
        type: 'unicast',
        scope: 253,
        table: 254,
        destination: net,
        destinationLength: prefixLength,
        preferredSource: address,
      },
    ] as const
  })
  const bridgeVlans = all.flatMap(({ netns, device, ifindex }) =>
    device.vlans === undefined ? [] : [{ netns, family: 7, ifindex, vlans: device.vlans }],
  )
  const fdb = all.flatMap(({ netns, device, ifindex }) =>
    (device.info?.kind === 'bridge' ? [0, ...(device.vlans ?? []).map(({ from }) => from)] : []).map((vlan) => {
      const address = links.find((link) => link.netns === netns && link.ifindex === ifindex)?.address
      return { netns, family: 7, ifindex, master: ifindex, state: 128, flags: 0, type: 0, vlan, address }
    }),
  )
  const rest = {
    schema: snapshotSchema,
    version: 'test',
    takenAt: '2026-01-01T00:00:00.000Z',
    tookMs: 1,
    host: null,
    engine: null,
    ...Object.fromEntries(
      'containers networks socketOwners portProxies problems runs nexthops rules neighbours mdb sysctls nftables xtables ipsets xfrmPolicies sockets programs flows nsids'
        .split(' ')
        .map((list) => [list, []]),
    ),
  }
  const namespaces = Object.keys(hosts).map((id, at) => ({
    id,
    inode: at + 1,
    names: [id],
    pids: [],
    root: false,
    holder: 'name',
  }))
  return {
    ...rest,
    namespaces,
    links: [...loopbacks, ...links],
    addresses,
    routes,
    bridgeVlans,
    fdb,
  } as unknown as Snapshot
}

/** What becomes of an echo request there. */
export const echo = (hosts: MadeHosts, from: string, destination: string): Exchange => {
  const { branches } = probe(sceneOf(madeSnapshot(hosts)), { from, destination, protocol: 'icmp' })
  return branches[0].exchange
}

/** All reasons for which it, and what led to it, was lost. */
export const reasonsOf = ({ losses }: Exchange): string[] =>
  losses.flatMap(({ reason, because = [] }) => [reason, ...because.map((one) => one.reason)])

/** Both ends of a pair. */
export const pair = (left: string, right: string): readonly [MadeDevice, MadeDevice] => [
  { name: left.split(' ')[1] ?? '', info: { kind: 'veth' }, over: right },
  { name: right.split(' ')[1] ?? '', info: { kind: 'veth' }, over: left },
]
