import { newTrial } from '../../../agent/reachability/run.ts'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import type { Flows } from '../../../collectors/flows.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'

export interface SpacePlan {
  readonly flows?: Flows | null
  /** By device: addresses with their prefix length. */
  readonly addresses?: { readonly [device: string]: readonly string[] }
  readonly sysctls?: { readonly [name: string]: number }
}

const addressRecord = (ifindex: number, written: string): Address => {
  const [address = '', length = '32'] = written.split('/')
  const isIpv6 = address.includes(':')
  return {
    family: isIpv6 ? 10 : 2,
    prefixLength: Number(length),
    scope: address.startsWith('fe80') ? 253 : 0,
    ifindex,
    address,
    ...(isIpv6 ? {} : { local: address }),
    flags: 0x80,
    lifetime: { preferredSeconds: 0xffffffff, validSeconds: 0xffffffff },
  }
}

/** A namespace with devices that have addresses, and nothing else. */
export const madeSpace = ({ flows = null, addresses = {}, sysctls = {} }: SpacePlan): Space => {
  const devices = new Map<number, Device>()
  const records = Object.entries(addresses).flatMap(([, list], at) =>
    list.map((written) => ({ netns: '1', ...addressRecord(at + 1, written) })),
  )
  const space: Space = {
    netns: '1',
    namespace: null,
    key: 'netns:1',
    title: 'made',
    devices,
    deviceNamed: (name) => [...devices.values()].find((device) => device.name === name),
    loopback: undefined,
    addresses: records,
    routes: [],
    nexthops: [],
    policyRules: [],
    neighbours: [],
    fdb: [],
    bridgeVlans: [],
    mdb: [],
    sysctl: (name) => sysctls[name],
    nftables: [],
    xtables: [],
    ipsets: [],
    xfrmPolicies: [],
    sockets: [],
    programs: [],
    flows,
    missing: new Map(),
  }
  for (const [at, name] of Object.keys(addresses).entries()) devices.set(at + 1, madeDevice(space, at + 1, name))
  return space
}

const madeDevice = (space: Space, ifindex: number, name: string): Device => {
  const record: LinkRecord = { netns: '1', hardwareType: 1, ifindex, flags: 0x11043, name, mtu: 1500 }
  return {
    space,
    record,
    ifindex,
    name,
    kind: 'veth',
    mac: '02:00:00:00:00:01',
    mtu: 1500,
    isUp: true,
    hasCarrier: true,
    isEthernet: true,
    hasNoArp: false,
    master: null,
    joined: null,
  }
}

/** A trial in a scene of which nothing is asked. */
export const madeTrial = (decide: Trial['decide'] = () => 0): Trial => newTrial({} as Scene, { decide })
