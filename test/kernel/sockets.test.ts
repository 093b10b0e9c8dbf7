import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { readConnections, readSockets } from '../../collectors/sockets/read-sockets.ts'
import type { SocketRecord } from '../../collectors/sockets/record.ts'
import { type Lab, openLab, type PlainContainer } from '../lab/lab.ts'
import { buildSocketPeer, startSocketPeer } from '../sockets/socket-peer.ts'
import { type CountersHub, compared, endPeer, openCountersHub, startPeer } from './counters-scene.ts'
import { indexes, print } from './print.ts'

let lab: Lab
let hub: CountersHub
let peer: string
let server: PlainContainer
let client: PlainContainer

beforeAll(async () => {
  lab = await openLab()
  const host = await lab.plainHost({
    name: 'socks',
    bridges: [{ name: 'br0', subnet: '10.4.0.0/24', ipv6: 'fd04::/64' }],
    containers: ['server', 'client'].map((name) => ({ name, networks: ['br0'] })),
  })
  hub = openCountersHub()
  peer = buildSocketPeer(lab.runId)
  server = host.container('server')
  client = host.container('client')
  for (const space of [server, client]) await print(space, 'ip', 'link', 'set', 'lo', 'up')
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

/** Programs that a test started: the next one begins without sockets. */
const running: ChildProcess[] = []

afterEach(async () => {
  await Promise.all(running.splice(0).map(endPeer))
})

const start = async (space: PlainContainer, ...words: readonly string[]): Promise<ChildProcess> => {
  const child = await startSocketPeer(space, [peer, ...words])
  running.push(child)
  return child
}

const startOther = async (space: PlainContainer, ...words: readonly (string | number)[]): Promise<void> => {
  running.push(await startPeer(space, ...words))
}

const socketsOf = (space: PlainContainer): readonly SocketRecord[] =>
  hub.inside(space, NETLINK_SOCK_DIAG, (connection) =>
    readSockets(connection, { netns: 'x', files: `/proc/${space.pid}/net` }),
  )

/** `10.0.0.1%eth0:80`, `[::1]:80`, or `*:80` for `::` of a socket that serves both. */
const endpoint = (printed = ''): { address: string; device: string | undefined; port: string } => {
  const at = printed.lastIndexOf(':')
  const [address = '', device] = printed.slice(0, at).replaceAll(/[[\]]/g, '').split('%')
  return { address: address === '*' ? '::' : address, device, port: printed.slice(at + 1) }
}

interface Line {
  readonly [field: string]: unknown
}

/** What `ss` prints of all TCP, UDP and raw sockets; a line each. */
const printed = async (space: PlainContainer): Promise<Line[]> => {
  const byName = await indexes(space)
  const lines = (await print(space, 'ss', '-HOnetuwa')).split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const [protocol, state, received, sent, local, remote] = line.trim().split(/\s+/)
    const { address, device, port } = endpoint(local)
    const detail = (name: string): number => Number(new RegExp(` ${name}:(0x[0-9a-f]+|\\d+)`).exec(line)?.[1] ?? 0)
    const other = endpoint(remote)
    return {
      protocol,
      state: { UNCONN: 'close', LISTEN: 'listen', ESTAB: 'established' }[state ?? ''] ?? state,
      receiveQueue: Number(received),
      sendQueue: Number(sent),
      local: `${address} ${port}`,
      remote: other.port === '*' ? undefined : `${other.address} ${other.port}`,
      device: device === undefined ? undefined : byName.get(device),
      onlyIpv6: / v6only:(\d)/.exec(line)?.[1],
      uid: detail('uid'),
      inode: detail('ino'),
      mark: detail('fwmark'),
    }
  })
}

const told = (sockets: readonly SocketRecord[]): Line[] =>
  sockets.map(({ protocol, state, receiveQueue, sendQueue, local, remote, device, onlyIpv6, uid, inode, mark }) => ({
    protocol,
    state,
    receiveQueue,
    sendQueue,
    local: `${local.address} ${local.port}`,
    remote: remote && `${remote.address} ${remote.port}`,
    device,
    onlyIpv6: onlyIpv6 === undefined ? undefined : String(Number(onlyIpv6)),
    uid,
    inode,
    mark: mark ?? 0,
  }))

const tcpAndUdp = (sockets: readonly SocketRecord[]): readonly SocketRecord[] =>
  sockets.filter(({ protocol }) => protocol === 'tcp' || protocol === 'udp')

const both = async (space: PlainContainer): Promise<{ ours: Line[]; theirs: Line[] }> =>
  compared(
    () => told(tcpAndUdp(socketsOf(space))),
    async () => (await printed(space)).filter(({ protocol, state }) => protocol === 'udp' || state === 'listen'),
  )

/** Every combination of what a listener can be bound to; an address of IPv6 has to be on the device. */
const combinations = (): string[] => {
  const words: string[] = []
  let port = 1000
  for (const protocol of ['tcp', 'udp'])
    for (const address of ['0.0.0.0', '127.0.0.1', '127.9.9.9', '10.4.0.2', '::', '::1', 'fd04::2'])
      for (const device of ['', ',device=lo', ',device=eth0'])
        for (const only of address.includes(':') ? [',v6only=0', ',v6only=1'] : ['']) {
          if ((address === '::1' && device.endsWith('eth0')) || (address === 'fd04::2' && device.endsWith('lo')))
            continue
          port += 1
          words.push(`${protocol},${address},${port}${device}${only}`)
        }
  return words
}

test('a namespace without sockets has none', () => {
  expect(socketsOf(client)).toEqual([])
})

describe('sockets that wait', () => {
  test('are those of ss, in every combination of address, device and family', async () => {
    const words = combinations().map((word) => word.replace('10.4.0.2', server.addresses[0] ?? ''))
    const addresses = words.map((word) => word.replace('fd04::2', server.addresses[1] ?? ''))
    const child = await start(server, ...addresses)
    const { ours, theirs } = await both(server)
    expect(new Set(ours)).toEqual(new Set(theirs))
    expect(ours).toHaveLength(addresses.length)
    expect(ours).toHaveLength(2 * (4 * 3 + (3 + 2 + 2) * 2))
    await endPeer(child)
    expect(socketsOf(server)).toEqual([])
  })

  test('have their backlog, mark, user and other oddities', async () => {
    await start(
      server,
      'tcp,0.0.0.0,80,backlog=7,mark=0x10002,transparent=1',
      'tcp,0.0.0.0,81,uid=1234',
      'udp,127.0.0.1,53,reuse=1',
      'udp,127.0.0.1,53,reuse=1',
      'udp,127.0.0.1,54,connect=53,uid=77',
      'udp,::1,55,mark=5',
      'udp,::1,56,connect=55',
    )
    const { ours, theirs } = await both(server)
    expect(new Set(ours)).toEqual(new Set(theirs))
    const byPort = new Map(socketsOf(server).map((socket) => [`${socket.protocol} ${socket.local.port}`, socket]))
    expect(byPort.get('tcp 80')).toMatchObject({ sendQueue: 7, mark: 0x1_0002, transparent: true, uid: 0 })
    expect(byPort.get('tcp 81')).toMatchObject({ sendQueue: 16, uid: 1234 })
    expect(byPort.get('tcp 81')).not.toHaveProperty('mark')
    expect(byPort.get('tcp 81')).not.toHaveProperty('transparent')
    expect(byPort.get('udp 54')).toMatchObject({
      state: 'established',
      remote: { address: '127.0.0.1', port: 53 },
      uid: 77,
      dropped: 0,
    })
    expect(byPort.get('udp 56')).toMatchObject({ remote: { address: '::1', port: 55 }, family: 'ipv6' })
    expect(Number(byPort.get('tcp 80')?.cgroupId)).toBeGreaterThan(0)
  })

  test('have queues: connections that nobody accepts, datagrams that nobody reads, and those that were lost', async () => {
    const [v4 = ''] = server.addresses
    await start(server, `tcp,${v4},90,backlog=9`, `udp,${v4},91`)
    await startOther(client, 'connect', v4, 90, 4, 'hold')
    await startOther(client, 'send', v4, 91, 600, 1000)
    const { ours, theirs } = await both(server)
    expect(new Set(ours)).toEqual(new Set(theirs))
    const [listening, datagrams] = socketsOf(server)
    expect(listening).toMatchObject({ protocol: 'tcp', receiveQueue: 4, sendQueue: 9 })
    expect(datagrams?.receiveQueue).toBeGreaterThan(10_000)
    const drops = readFileSync(`/proc/${server.pid}/net/udp`, 'latin1')
      .trim()
      .split('\n')[1]
      ?.trim()
      .split(/\s+/)
      .at(-1)
    expect(String(datagrams?.dropped)).toBe(drops)
    expect(datagrams?.dropped).toBeGreaterThan(0)
  })

  test('of UDP-Lite are those of procfs, and raw ones those of ss', async () => {
    const [v4 = '', v6 = ''] = server.addresses
    await start(
      server,
      ...['udplite,0.0.0.0,60', `udplite,${v6},61,v6only=1`],
      ...['1,0.0.0.0,0', `47,${v4},0`, '255,127.0.0.1,0', '58,::,0', `89,${v6},0,uid=5`],
    )
    const sockets = socketsOf(server)
    const light = sockets.filter(({ protocol }) => protocol === 'udplite')
    const inProc = ['udplite', 'udplite6'].flatMap((file) =>
      readFileSync(`/proc/${server.pid}/net/${file}`, 'latin1').trim().split('\n').slice(1),
    )
    expect(light.map(({ local, inode }) => `${local.port} ${inode}`)).toEqual(
      inProc.map((line) => {
        const [, local = '', , , , , , , , inode] = line.trim().split(/\s+/)
        return `${Number.parseInt(local.split(':')[1] ?? '', 16)} ${inode}`
      }),
    )
    expect(light).toMatchObject([
      { family: 'ipv4', local: { address: '0.0.0.0', port: 60 } },
      { family: 'ipv6', local: { address: v6, port: 61 }, onlyIpv6: true },
    ])
    const raw = sockets.filter(({ protocol }) => protocol === 'raw')
    const ofSs = (await printed(server)).filter(({ protocol }) => protocol === 'raw')
    expect(new Set(raw.map(({ local, ipProtocol }) => `${local.address} ${ipProtocol}`))).toEqual(
      new Set(ofSs.map(({ local }) => local)),
    )
    expect(raw).toHaveLength(5)
    expect(raw.find(({ ipProtocol }) => ipProtocol === 89)).toMatchObject({ uid: 5, family: 'ipv6', state: 'close' })
    expect(raw.every(({ inode }) => inode > 0)).toBe(true)
  })
})

describe('connections', () => {
  test('are those of ss, and no more of them than asked for', async () => {
    const [v4 = '', v6 = ''] = server.addresses
    await startOther(server, 'listen', 80, 100, 'hold')
    await startOther(client, 'connect', v4, 80, 3, 'hold')
    await startOther(client, 'connect', v6, 80, 2, 'hold')
    await startOther(client, 'connect', v6, 80, 2, 'end')
    const read = (space: PlainContainer, more: object = {}): ReturnType<typeof readConnections> =>
      hub.inside(space, NETLINK_SOCK_DIAG, (connection) =>
        readConnections(connection, { netns: 'x', most: 1000, ...more }),
      )
    const ends = (sockets: readonly SocketRecord[]): Set<string> =>
      new Set(
        sockets.map(({ local, remote, state, inode }) =>
          [local.address, local.port, remote?.address, remote?.port, state, inode].join(' '),
        ),
      )
    const ofSs = async (space: PlainContainer): Promise<Set<string>> => {
      const found = await printed(space)
      return new Set(
        found
          .filter(({ protocol, state }) => protocol === 'tcp' && state !== 'listen')
          .map(({ local, remote, state, inode }) => {
            return [local, remote, String(state).toLowerCase().replaceAll('-', ''), inode].join(' ')
          }),
      )
    }
    for (const [space, count] of [
      [client, 7],
      [server, 7],
    ] as const) {
      await expect.poll(() => read(space).connections.length).toBe(count)
      const { ours, theirs } = await compared(
        () => [...ends(read(space).connections)],
        () => ofSs(space),
      )
      expect(new Set(ours)).toEqual(theirs)
      expect(read(space).more).toBe(false)
    }
    expect(read(server, { most: 7 })).toMatchObject({ more: false })
    expect(read(server, { most: 3 })).toMatchObject({ more: true, connections: { length: 3 } })
    const [one] = read(client).connections
    const port = one?.local.port ?? 0
    expect(read(client, { localPort: port }).connections.map(({ inode }) => inode)).toEqual([one?.inode])
    expect(read(server, { remotePort: port }).connections).toHaveLength(1)
    expect(read(server, { localPort: 81 }).connections).toEqual([])
  })
})
