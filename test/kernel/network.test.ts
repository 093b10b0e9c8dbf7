import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { lookAtHost, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { fdbState, printedFdbEntry, printedMdbEntry, printedNeighbour } from './neighbour-printed.ts'
import { buildNetworkScene } from './network-scene.ts'
import { indexes, number, type Printed, part, print, printObjects, word } from './print.ts'
import { printedAddress, printedNexthop, printedRoute, printedRule } from './routing-printed.ts'

let lab: Lab
let host: PlainHost
let root: string
/** One for all looks: what it keeps from one to the next must not show. */
let reader: KernelReader | undefined
let indexByName: ReadonlyMap<string, number>

const indexOf = (name: unknown): number | undefined => (typeof name === 'string' ? indexByName.get(name) : undefined)

beforeAll(async () => {
  lab = await openLab()
  host = await buildNetworkScene(lab)
  root = narrowRoot(lab.runId)
  reader = await KernelReader.open()
  indexByName = await indexes(host)
})

afterAll(async () => {
  reader?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

/** Times go on between two prints; all else must be the same. */
const withoutTimes = (text: string): string =>
  text.replaceAll(
    /"(used|updated|confirmed|refcnt|probes|expires|timer|valid_life_time|preferred_life_time)":"? *[\d.]+"?,?/g,
    '',
  )

/** A snapshot between two prints that say the same: nothing moved meanwhile. Neighbours do, by themselves. */
const between = async (argv: readonly (readonly string[])[]): Promise<{ snapshot: Snapshot; printed: Printed[][] }> => {
  const printAll = (): Promise<string[]> => Promise.all(argv.map((command) => print(host, ...command)))
  for (let tries = 0; tries < 10; tries++) {
    const before = await printAll()
    const snapshot = await lookAtHost({ root }, reader)
    const after = await printAll()
    if (before.map(withoutTimes).join() !== after.map(withoutTimes).join()) continue
    const parsed = after.map((text) => JSON.parse(text.trim() === '' ? '[]' : text) as Printed[])
    return { snapshot, printed: parsed.map((entries) => entries.filter((entry) => Object.keys(entry).length > 0)) }
  }
  throw new Error(`What ${argv.join(' and ')} print never stood still.`)
}

/** The same records, each as often, in whatever order. */
const expectSame = (ours: readonly object[], printed: readonly object[]): void => {
  const lines = (records: readonly object[]): string[] =>
    records
      .map((record) =>
        JSON.stringify(
          Object.entries(record)
            .filter(([, value]) => value !== undefined)
            .sort(),
        ),
      )
      .sort()
  expect(lines(ours)).toEqual(lines(printed))
  expect(ours.length).toBeGreaterThan(0)
}

/** A wrong unit is off by a factor of 100; a busy machine by some seconds. */
const about = (seconds: number | undefined, printed: unknown): void => {
  expect(Math.abs((seconds ?? Number.NaN) - number(printed))).toBeLessThanOrEqual(20)
}

test('addresses', async () => {
  const { snapshot, printed } = await between([['ip', '-N', '-j', 'addr']])
  const entries = (printed[0] ?? []).flatMap(({ ifindex, addr_info }) =>
    (addr_info as Printed[]).map((info) => ({ ifindex: number(ifindex), info })),
  )
  const ours = recordsAt(snapshot, 'addresses', host)
  const plain = ours.map(({ netns: _, lifetime: __, protocol: ___, ...address }) => address)
  expectSame(
    plain,
    entries.map(({ ifindex, info }) => printedAddress(ifindex, info)),
  )
  for (const { ifindex, info } of entries) {
    const own = ours.find(
      (address) => address.ifindex === ifindex && (address.local ?? address.address) === info['local'],
    )
    about(own?.lifetime?.validSeconds, info['valid_life_time'])
    about(own?.lifetime?.preferredSeconds, info['preferred_life_time'])
  }
  expect(new Set(ours.map(({ flags }) => flags)).size).toBeGreaterThan(5)
})

test('routes of all tables', async () => {
  const all = ['route', 'show', 'table', 'all']
  const { snapshot, printed } = await between([
    ['ip', '-N', '-j', '-d', '-4', ...all],
    ['ip', '-N', '-j', '-d', '-6', ...all],
  ])
  const ours = recordsAt(snapshot, 'routes', host).filter(({ family }) => family === 2 || family === 10)
  const plain = ours
    .filter(({ encap }) => encap === undefined)
    .map(({ netns: _, cacheInfo: __, metrics, multipath, ...route }) => {
      const { lock: ___, ...shown } = metrics ?? {}
      const hops = multipath?.map(({ length: ____, ...hop }) => hop)
      return { ...route, ...(metrics && { metrics: sorted(shown) }), ...(hops && { multipath: hops.map(sorted) }) }
    })
  const expected = printed.flatMap((entries, at) =>
    entries
      .filter((entry) => !('encap' in entry))
      .map((entry) => {
        const { metrics, multipath, ...route } = printedRoute(at === 0 ? 4 : 6, entry, indexOf) as Printed & {
          multipath?: object[]
        }
        const hops = multipath?.map(sorted)
        return { ...route, ...(metrics ? { metrics: sorted(metrics) } : {}), ...(hops && { multipath: hops }) }
      }),
  )
  expectSame(plain, expected)
  const types = new Set(ours.map(({ type }) => type))
  expect(
    ['unicast', 'local', 'broadcast', 'multicast', 'blackhole', 'unreachable', 'prohibit', 'throw'].filter(
      (type) => !types.has(type),
    ),
  ).toEqual([])

  // iproute2 prints the destination of the tunnel in place of the route's own, and no locks.
  const [wrapped] = ours.filter(({ encap }) => encap !== undefined)
  expect(wrapped).toMatchObject({ destination: '10.29.0.0', encapType: 2, outputInterface: 16 })
  expect(wrapped?.encap).toContain('0a000009')
  expect((ours.find(({ table }) => table === 200)?.metrics?.lock ?? 0) & (1 << 2)).not.toBe(0)
  const expiring = ours.find(({ destination }) => destination === 'fd20::')
  const seconds = printed[1]?.find(({ dst }) => dst === 'fd20::/64')?.['expires']
  about((expiring?.cacheInfo?.expires ?? 0) / 100, seconds)
})

const sorted = (record: object): object => Object.fromEntries(Object.entries(record).sort())

/** Makes the namespace a multicast router with one route, for as long as its standard input is open (linux/mroute.h). */
const multicastRouter = `
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_IGMP)
s.setsockopt(0, 200, 1)
for vif, ifindex in ((0, 10), (1, 11)): s.setsockopt(0, 202, struct.pack('=HBBIII', vif, 8, 1, 0, ifindex, 0))
ttls = bytearray(32)
ttls[1] = 1
address = socket.inet_aton
s.setsockopt(0, 204, struct.pack('=4s4sH32s2xIIIi', address('10.0.0.7'), address('239.7.7.7'), 0, bytes(ttls), 0, 0, 0, 0))
print('ready', flush=True)
sys.stdin.read()`

test('multicast routes', async () => {
  const router = host.start(['python3', '-c', multicastRouter])
  if (router.stdout) await once(router.stdout, 'data')
  const { snapshot, printed } = await between([['ip', '-N', '-j', '-d', '-4', 'mroute', 'show', 'table', 'all']])
  router.stdin?.end()
  expect(printed[0]).toMatchObject([{ dst: '239.7.7.7', src: '10.0.0.7', iif: 'up0' }])
  const ours = recordsAt(snapshot, 'routes', host).filter(({ family }) => family === 128)
  expect(ours).toMatchObject([
    {
      type: 'multicast',
      destination: '239.7.7.7',
      source: '10.0.0.7',
      inputInterface: 10,
      multipath: [{ ifindex: 11 }],
    },
  ])
  expect(snapshot.problems.filter(({ kind, collector }) => kind === 'malformed' && collector === 'routes')).toEqual([])
})

test('rules', async () => {
  const { snapshot, printed } = await between([
    ['ip', '-N', '-j', '-d', '-4', 'rule'],
    ['ip', '-N', '-j', '-d', '-6', 'rule'],
    ['ip', '-N', '-j', '-d', '-4', 'mrule'],
    ['ip', '-N', '-j', '-d', '-6', 'mrule'],
  ])
  const families = [2, 10, 128, 129]
  const ours = recordsAt(snapshot, 'rules', host)
  // Newer than this iproute2: a mask for each range of ports.
  const plain = ours.map(({ netns: _, sourcePortMask: __, destinationPortMask: ___, ...rule }) => rule)
  expectSame(
    plain,
    printed.flatMap((entries, at) => entries.map((entry) => printedRule(families[at] ?? 0, entry))),
  )
})

test('nexthop objects', async () => {
  const { snapshot, printed } = await between([['ip', '-N', '-j', '-d', 'nexthop']])
  const ours = recordsAt(snapshot, 'nexthops', host).map(({ netns: _, ...nexthop }) => nexthop)
  expectSame(
    ours,
    (printed[0] ?? []).map((entry) => printedNexthop(entry, indexOf)),
  )
})

test('neighbours and proxies', async () => {
  const show = ['ip', '-N', '-j', '-d', '-s', 'neigh', 'show']
  const { snapshot, printed } = await between([
    [...show, 'nud', 'all'],
    [...show, 'proxy'],
  ])
  const entries = printed.flat()
  const ours = recordsAt(snapshot, 'neighbours', host)
  const plain = ours.map(({ netns: _, ages, type: __, ...neighbour }) => ({
    ...neighbour,
    references: ages?.references ?? 0,
  }))
  expectSame(
    plain,
    entries.map((entry) => printedNeighbour(entry, indexOf)),
  )
  for (const entry of entries) {
    const own = ours.find(
      ({ ifindex, destination }) => destination === entry['dst'] && ifindex === indexOf(entry['dev']),
    )
    for (const age of ['confirmed', 'updated'] as const)
      if (own?.ages && age in entry) about(own.ages[age] / 100, entry[age])
  }
  const states = ours.reduce((sum, { state }) => sum | state, 0)
  // Probing and delay pass by themselves.
  for (const state of [1, 2, 4, 32, 64, 128]) expect(states & state, `state ${state}`).toBe(state)
  expect(ours.filter(({ flags }) => (flags & 8) !== 0)).toHaveLength(2)
})

test('forwarding databases of bridges and VXLANs, and the devices’ own lists', async () => {
  const { snapshot, printed } = await between([['bridge', '-j', '-d', '-s', 'fdb', 'show']])
  const ours = recordsAt(snapshot, 'fdb', host)
  const plain = ours.map(({ netns: _, family: __, type: ___, ages: ____, extendedFlags: _____, ...entry }) => ({
    ...entry,
    state: fdbState(entry.state),
  }))
  expectSame(
    plain,
    (printed[0] ?? []).map((entry) => printedFdbEntry(entry, indexOf)),
  )
  expect(ours.every(({ family }) => family === 7)).toBe(true)
  for (const entry of printed[0] ?? []) {
    const own = ours.find(
      ({ ifindex, address, destination, master }) =>
        address === entry['mac'] &&
        ifindex === indexOf(entry['ifname']) &&
        destination === entry['dst'] &&
        master === indexOf(entry['master']),
    )
    if (own?.ages && 'updated' in entry) about(own.ages.updated / 100, entry['updated'])
  }
})

test('multicast databases', async () => {
  const { snapshot, printed } = await between([['bridge', '-j', '-d', '-s', 'mdb', 'show']])
  const [all = {}] = printed[0] ?? []
  const entries = all['mdb'] as Printed[]
  const ours = recordsAt(snapshot, 'mdb', host)
  const plain = ours.flatMap(({ ifindex, entries: own = [] }) =>
    own.map(({ timer: _, sources: __, ...entry }) => ({ bridge: ifindex, ...entry })),
  )
  expectSame(
    plain,
    entries.map((entry) => printedMdbEntry(entry, indexOf)),
  )
  for (const entry of entries) {
    const own = ours.flatMap((bridge) => bridge.entries ?? []).find(({ group }) => group === entry['grp'])
    about((own?.timer ?? 0) / 100, word(entry['timer']).trim())
  }
  const routers = Object.entries(part(all, 'router')).flatMap(([bridge, ports]) =>
    (ports as Printed[]).map(({ port, type }) => ({ bridge: indexOf(bridge), port: indexOf(port), type })),
  )
  const ourRouters = ours.flatMap(({ ifindex, routers: own = [] }) =>
    own.map(({ port, type }) => ({ bridge: ifindex, port, type })),
  )
  expectSame(ourRouters, routers)
})

test('ports as bridge prints them', async () => {
  const [port = {}] = await printObjects(host, 'bridge', '-j', '-d', 'link')
  const own = recordsAt(await lookAtHost({ root }, reader), 'links', host).find(({ name }) => name === port['ifname'])
  expect(own?.info?.port).toMatchObject({
    kind: 'bridge',
    data: {
      state: port['state'],
      priority: port['priority'],
      cost: port['cost'],
      hairpin: port['hairpin'],
      learning: port['learning'],
      unicastFlood: port['flood'],
      mcastFlood: port['mcast_flood'],
      broadcastFlood: port['bcast_flood'],
      mcastRouter: port['mcast_router'],
      neighbourSuppress: port['neigh_suppress'],
      vlanTunnel: port['vlan_tunnel'],
      isolated: port['isolated'],
      locked: port['locked'],
    },
  })
  expect(own?.info?.port).toMatchObject({ data: { hairpin: true, isolated: true, learning: false, mcastGroups: 4 } })
})
