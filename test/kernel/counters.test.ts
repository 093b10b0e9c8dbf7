import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askConntrack } from '../../collectors/counters/ask-conntrack.ts'
import { readConntrack, readConntrackLimit } from '../../collectors/counters/conntrack.ts'
import { readInterfaceCounters } from '../../collectors/counters/interfaces.ts'
import { protocolCounterNames } from '../../collectors/counters/protocol-names.ts'
import { readProtocolCounters } from '../../collectors/counters/protocols.ts'
import { movementOf } from '../../collectors/counters/quiet-memory.ts'
import type { InterfaceCounters } from '../../collectors/counters/record.ts'
import { NETLINK_NETFILTER, NETLINK_ROUTE } from '../../collectors/linux/socket.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainContainer, type PlainHost } from '../lab/lab.ts'
import { createNamespaces, openSpace } from '../lab/space.ts'
import { type CountersHub, compared, openCountersHub, startPeer } from './counters-scene.ts'
import { part, print, printObjects } from './print.ts'

let lab: Lab
let host: PlainHost
let hub: CountersHub
let a: PlainContainer
let b: PlainContainer

beforeAll(async () => {
  lab = await openLab()
  const containers = ['a', 'b', 'idle'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({
    name: 'counted',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd01::/64' }],
    containers,
  })
  hub = openCountersHub()
  a = host.container('a')
  b = host.container('b')
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const ping = (to: string, ...options: readonly string[]): Promise<string> =>
  print(a, 'busybox', 'ping', '-c', '3', '-i', '0.05', '-W', '1', ...options, to)

const addressOf = ({ addresses }: PlainContainer, family: 4 | 6): string =>
  addresses.find((address) => address.includes(':') === (family === 6)) ?? ''

const interfacesOf = (space: PlainContainer | PlainHost): readonly InterfaceCounters[] =>
  readInterfaceCounters(hub.connection, { netns: 'x', number: hub.numberOf(space) }, expect.fail)

describe('interfaces', () => {
  test('count what `ip -s link` and /proc/net/dev say, seen from the hub and from inside', async () => {
    await ping(addressOf(b, 4), '-s', '1000')
    await ping('127.0.0.1')
    for (const space of [a, b, host]) {
      const { ours, theirs } = await compared(
        () => interfacesOf(space),
        () => printObjects(space, 'ip', '-s', '-s', '-j', 'link'),
      )
      const printed = theirs.map((link) => {
        const { rx, tx } = { rx: part(part(link, 'stats64'), 'rx'), tx: part(part(link, 'stats64'), 'tx') }
        return {
          ...{ netns: 'x', ifindex: link['ifindex'], name: link['ifname'] },
          ...{ rxBytes: rx['bytes'], rxPackets: rx['packets'], rxErrors: rx['errors'], rxDropped: rx['dropped'] },
          ...{ multicast: rx['multicast'], rxFrameErrors: rx['frame_errors'], rxFifoErrors: rx['fifo_errors'] },
          ...{ rxMissedErrors: rx['missed_errors'], rxNoHandler: rx['nohandler'] ?? 0 },
          ...{ txBytes: tx['bytes'], txPackets: tx['packets'], txErrors: tx['errors'], txDropped: tx['dropped'] },
          ...{ txCarrierErrors: tx['carrier_errors'], txFifoErrors: tx['fifo_errors'], collisions: tx['collisions'] },
        }
      })
      expect(ours).toEqual(printed)
      const inside = await compared(
        () => hub.inside(space, NETLINK_ROUTE, (connection) => readAt(connection)),
        async () => devColumns(space.pid),
      )
      expect(inside.ours.map(dev)).toEqual(inside.theirs)
    }
    const [lo, eth0] = interfacesOf(a)
    expect(lo).toMatchObject({ name: 'lo', rxPackets: 6, txPackets: 6 })
    expect(Number(eth0?.txBytes)).toBeGreaterThan(3 * 1000)
  })

  const readAt = (connection: CountersHub['connection']): readonly InterfaceCounters[] =>
    readInterfaceCounters(connection, { netns: 'x', number: null }, expect.fail)

  const dev = ({
    name,
    rxBytes,
    rxPackets,
    rxDropped,
    rxMissedErrors,
    txBytes,
    txPackets,
  }: InterfaceCounters): string =>
    [name, rxBytes, rxPackets, Number(rxDropped) + Number(rxMissedErrors), txBytes, txPackets].join(' ')

  /** Name, received bytes, packets and drops, sent bytes and packets. */
  const devColumns = (pid: number): string[] =>
    readFileSync(`/proc/${pid}/net/dev`, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((line) => {
        const [name = '', ...columns] = line.trim().split(/\s+/)
        return [name.slice(0, -1), ...[0, 1, 3, 8, 9].map((at) => columns[at])].join(' ')
      })

  test('may have any name that the kernel takes', async () => {
    const name = `"\\{}'=\u00e9,#`
    await print(host.container('idle'), 'ip', 'link', 'add', 'name', name, 'type', 'ifb')
    expect(interfacesOf(host.container('idle')).map((counters) => counters.name)).toContain(name)
    await print(host.container('idle'), 'ip', 'link', 'del', 'dev', name)
  })

  test('move when a packet does, and only then', async () => {
    const { ours: before } = await compared(
      () => movementOf(interfacesOf(a)),
      async () => {},
    )
    await ping('127.0.0.1')
    expect(movementOf(interfacesOf(a))).toBeGreaterThan(before)
  })

  test('of a namespace that is gone are refused', async () => {
    const netns = `${lab.runId}-counted-gone`
    await createNamespaces(host.run, [netns])
    const number = hub.numberOf(openSpace(host.run, netns))
    await execute(['ip', 'netns', 'del', netns], { environment: host.run.environment })
    const read = (): unknown => readInterfaceCounters(hub.connection, { netns: 'x', number }, expect.fail)
    await expect.poll(() => attempt(read), { timeout: 10_000, interval: 20 }).toMatch(/EINVAL|ENODEV/)
  })

  const attempt = (act: () => unknown): string => {
    try {
      return JSON.stringify(act())
    } catch (error) {
      return String(error)
    }
  }
})

describe('protocols', () => {
  /** `nstat` leaves out the one that is no counter. */
  const counterNames = protocolCounterNames.filter((name) => name !== 'Tcp.CurrEstab')

  /** `nstat` writes `TcpExtListenDrops` for `TcpExt.ListenDrops`. */
  const nstat = async (space: PlainContainer | PlainHost): Promise<object> => {
    const printed = JSON.parse(await print(space, 'nstat', '-a', '-z', '-s', '-j'))
    const { kernel } = printed as { kernel: { readonly [name: string]: number } }
    return Object.fromEntries(counterNames.map((name) => [name, kernel[name.replace('.', '')]]))
  }

  test('count what nstat says, after traffic of each kind', async () => {
    const [v4, v6] = [addressOf(b, 4), addressOf(b, 6)]
    await ping(v4)
    await ping(v6)
    // Nobody listens: a refused connection, and an answer by ICMP.
    await a.exec(['busybox', 'nc', '-w', '1', v4, '9'])
    for (const to of [v4, v6]) await startPeer(a, 'send', to, 9, 3, 100)
    await print(b, 'ip', 'route', 'add', 'throw', '10.99.0.0/16')
    await b.exec(['busybox', 'nc', '-w', '1', '10.99.0.1', '9'])
    for (const space of [a, b, host]) {
      const { ours, theirs } = await compared(
        () => readProtocolCounters('/proc', space.pid, 'x'),
        () => nstat(space),
      )
      expect(ours?.counters).toEqual({ ...theirs, 'Tcp.CurrEstab': 0 })
    }
    expect(readProtocolCounters('/proc', a.pid, 'x')?.counters).toMatchObject({
      'Tcp.ActiveOpens': 1,
      'Tcp.AttemptFails': 1,
      'Udp.OutDatagrams': 3,
    })
    expect(readProtocolCounters('/proc', b.pid, 'x')?.counters).toMatchObject({
      'Tcp.OutRsts': 1,
      'Udp.NoPorts': 3,
      'Ip.OutNoRoutes': 1,
    })
  })

  test('of a process that has gone are none', async () => {
    const child = a.start(['sleep', '60'])
    const { pid = 0 } = child
    await expect.poll(() => readProtocolCounters('/proc', pid, 'x')).not.toBe(null)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    expect(readProtocolCounters('/proc', pid, 'x')).toBe(null)
    expect(readConntrack('/proc', pid, { netns: 'x', limit: 1 })).toBe(null)
  })
})

describe('connection tracking', () => {
  const limit = readConntrackLimit('/proc') ?? 0

  test('counts the entries of each namespace by itself', async () => {
    const idle = host.container('idle')
    const sysctl = async (space: PlainContainer, name: string): Promise<number> =>
      Number(await print(space, 'cat', `/proc/sys/net/netfilter/nf_conntrack_${name}`))
    await print(a, 'iptables', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'ESTABLISHED', '-j', 'ACCEPT')
    await print(a, 'iptables', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'INVALID', '-j', 'DROP')
    await startPeer(a, 'send', addressOf(b, 4), 53, 1, 10)
    await ping(addressOf(b, 4))
    const read = (space: PlainContainer): unknown => readConntrack('/proc', space.pid, { netns: 'x', limit })
    const { ours, theirs } = await compared(
      () => read(a),
      () => sysctl(a, 'count'),
    )
    expect(ours).toMatchObject({ entries: theirs, limit: await sysctl(a, 'max') })
    expect(theirs).toBeGreaterThan(0)
    expect(read(idle)).toMatchObject({ entries: 0, found: 0, invalid: 0, dropped: 0 })
    for (const space of [a, idle]) {
      const both = await compared(
        () => read(space),
        async () => hub.inside(space, NETLINK_NETFILTER, (connection) => askConntrack(connection, 'x')),
      )
      expect(both.ours).toEqual(both.theirs)
    }
  })
})
