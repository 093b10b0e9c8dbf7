import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readProtocolCounters } from '../../collectors/counters/protocols.ts'
import { tcpStateNames } from '../../collectors/counters/record.ts'
import { readTcpStates } from '../../collectors/counters/tcp-states.ts'
import { readUdpQueues } from '../../collectors/counters/udp-queues.ts'
import { NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { type Lab, openLab, type PlainContainer } from '../lab/lab.ts'
import { type CountersHub, compared, endPeer, openCountersHub, startPeer } from './counters-scene.ts'
import { print } from './print.ts'

let lab: Lab
let hub: CountersHub
let client: PlainContainer
let server: PlainContainer
let addresses: readonly string[]

beforeAll(async () => {
  lab = await openLab()
  const host = await lab.plainHost({
    name: 'sockets',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd01::/64' }],
    containers: ['client', 'server'].map((name) => ({ name, networks: ['br0'] })),
  })
  hub = openCountersHub()
  client = host.container('client')
  server = host.container('server')
  addresses = server.addresses
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const zeros = (): { [state: string]: number } => Object.fromEntries(tcpStateNames.map((name) => [name, 0]))

/** Sockets by state, of both families. */
const statesOf = (space: PlainContainer): readonly { readonly [state: string]: number }[] =>
  hub
    .inside(space, NETLINK_SOCK_DIAG, (connection) => readTcpStates(connection, 'x'))
    .map(({ sockets }) => Object.fromEntries(tcpStateNames.map((name, at) => [name, sockets[at] ?? 0])))

const ssNames: { readonly [printed: string]: string } = { ESTAB: 'established', UNCONN: 'close' }

const ss = async (space: PlainContainer): Promise<object[]> =>
  Promise.all(
    ['-4', '-6'].map(async (family) => {
      const counted = zeros()
      for (const line of (await print(space, 'ss', '-Htan', family)).trim().split('\n')) {
        const [printed = ''] = line.split(/\s+/)
        const name = ssNames[printed] ?? printed.toLowerCase().replaceAll('-', '')
        if (name !== '') counted[name] = (counted[name] ?? 0) + 1
      }
      return counted
    }),
  )

const rowsOf = (space: PlainContainer, file: string): readonly string[][] =>
  readFileSync(`/proc/${space.pid}/net/${file}`, 'latin1')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))

const inProc = async (space: PlainContainer): Promise<object[]> =>
  ['tcp', 'tcp6'].map((file) => {
    const counted = zeros()
    for (const [, , , state = ''] of rowsOf(space, file)) {
      const name = tcpStateNames[Number.parseInt(state, 16) - 1] ?? ''
      counted[name] = (counted[name] ?? 0) + 1
    }
    return counted
  })

describe('TCP', () => {
  test('states are those of ss and /proc/net/tcp, in both namespaces', async () => {
    const [v4 = '', v6 = ''] = addresses
    const holding = await startPeer(server, 'listen', 80, 100, 'hold')
    // Nobody has this address: what is sent there is lost without a word.
    await print(client, 'ip', 'neigh', 'add', '10.1.0.77', 'lladdr', '02:00:00:00:00:77', 'dev', 'eth0')
    const closing = await startPeer(server, 'listen', 81, 100, 'close')
    const clients = await Promise.all([
      startPeer(client, 'connect', v4, 80, 3, 'hold'),
      startPeer(client, 'connect', v6, 80, 4, 'hold'),
      startPeer(client, 'connect', v4, 80, 2, 'end'),
      startPeer(client, 'connect', v6, 81, 5, 'end'),
      startPeer(client, 'connect', '10.1.0.77', 80, 1, 'hold'),
    ])
    const atClient = [
      { ...zeros(), established: 3, finwait2: 2, synsent: 1 },
      { ...zeros(), established: 4, timewait: 5 },
    ]
    // The server's sockets serve both families and count as IPv6, as in /proc/net/tcp6.
    const atServer = [zeros(), { ...zeros(), established: 7, closewait: 2, listen: 2 }]
    const states = (): unknown => [statesOf(client), statesOf(server)]
    await expect.poll(states, { timeout: 10_000 }).toEqual([atClient, atServer])
    for (const space of [client, server]) {
      const withSs = await compared(
        () => statesOf(space),
        () => ss(space),
      )
      expect(withSs.ours).toEqual(withSs.theirs)
      const withProc = await compared(
        () => statesOf(space),
        () => inProc(space),
      )
      expect(withProc.ours).toEqual(withProc.theirs)
    }
    const read = readProtocolCounters('/proc', client.pid, 'x')
    expect(read?.tcpTimeWait).toBe(5)
    expect(read?.counters['Tcp.CurrEstab']).toBe(7)
    expect(readProtocolCounters('/proc', server.pid, 'x')?.counters['Tcp.CurrEstab']).toBe(9)
    expect(readProtocolCounters('/proc', server.pid, 'x')?.sockets).toContainEqual({ protocol: 'TCP6', inUse: 11 })
    await Promise.all([holding, closing, ...clients].map(endPeer))
  })

  test('a full listen queue shows as overflows on one side and repeated SYNs on the other', async () => {
    const [v4 = ''] = addresses
    const listener = await startPeer(server, 'listen', 82, 1, 'hold')
    const overflows = (): readonly number[] => {
      const { counters = {} } = readProtocolCounters('/proc', server.pid, 'x') ?? {}
      return ['TcpExt.ListenOverflows', 'TcpExt.ListenDrops'].map((name) => Number(counters[name]))
    }
    expect(overflows()).toEqual([0, 0])
    listener.kill('SIGSTOP')
    const connecting = await startPeer(client, 'connect', v4, 82, 8, 'hold')
    const synRetransmits = (): number =>
      Number(readProtocolCounters('/proc', client.pid, 'x')?.counters['TcpExt.TCPSynRetrans'])
    await expect.poll(synRetransmits, { timeout: 5_000 }).toBeGreaterThanOrEqual(1)
    const [overflowed = 0, dropped = 0] = overflows()
    expect(overflowed).toBeGreaterThanOrEqual(1)
    expect(dropped).toBeGreaterThanOrEqual(overflowed)
    await Promise.all([endPeer(connecting), endPeer(listener)])
  })
})

describe('UDP', () => {
  /** Columns of /proc/net/udp: tx_queue:rx_queue in hexadecimal, and drops, the last one. */
  const inUdp = async (): Promise<object[]> =>
    ['udp', 'udp6'].map((file) => {
      const rows = rowsOf(server, file)
      const queue = (row: readonly string[], at: number): number => Number.parseInt(row[4]?.split(':')[at] ?? '', 16)
      return {
        sockets: rows.length,
        sendQueueBytes: rows.reduce((all, row) => all + queue(row, 0), 0),
        receiveQueueBytes: rows.reduce((all, row) => all + queue(row, 1), 0),
        dropped: rows.reduce((all, row) => all + Number(row.at(-1)), 0),
      }
    })

  test('what waits and what was lost is that of /proc/net/udp', async () => {
    const [v4 = '', v6 = ''] = addresses
    const bound = await Promise.all([v4, v6].map((address) => startPeer(server, 'bind', address, 90)))
    for (const child of bound) child.kill('SIGSTOP')
    await startPeer(client, 'send', v4, 90, 5, 1000)
    await startPeer(client, 'send', v6, 90, 600, 1400)
    const { ours, theirs } = await compared(
      () => hub.inside(server, NETLINK_SOCK_DIAG, (connection) => readUdpQueues(connection, 'x')),
      inUdp,
    )
    expect(ours.map(({ netns, family, ...queues }) => queues)).toEqual(theirs)
    const [ipv4, ipv6] = ours
    expect(ipv4).toMatchObject({ sockets: 1, dropped: 0 })
    expect(Number(ipv4?.receiveQueueBytes)).toBeGreaterThanOrEqual(5 * 1000)
    expect(Number(ipv6?.dropped)).toBeGreaterThan(0)
    const { counters = {}, sockets = [] } = readProtocolCounters('/proc', server.pid, 'x') ?? {}
    expect(counters['Udp6.RcvbufErrors']).toBe(ipv6?.dropped)
    expect(sockets).toContainEqual({ protocol: 'UDP6', inUse: 1 })
    await Promise.all(bound.map(endPeer))
  })
})
