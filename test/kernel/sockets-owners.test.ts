import { execFileSync } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { type OwnersFound, type OwnersQuestion, SocketOwners } from '../../collectors/sockets/owners.ts'
import { readSockets } from '../../collectors/sockets/read-sockets.ts'
import type { SocketRecord } from '../../collectors/sockets/record.ts'
import { containInCgroups } from '../lab/container-cgroups.ts'
import { type Lab, openLab, type PlainContainer } from '../lab/lab.ts'
import { buildSocketPeer, startSocketPeer } from '../sockets/socket-peer.ts'
import { type CountersHub, endPeer, openCountersHub } from './counters-scene.ts'
import { print } from './print.ts'

let lab: Lab
let hub: CountersHub
let peer: string
let server: PlainContainer
let elsewhere: PlainContainer

beforeAll(async () => {
  lab = await openLab()
  const host = await lab.plainHost({
    name: 'own',
    bridges: [{ name: 'br0', subnet: '10.5.0.0/24' }],
    containers: ['server', 'elsewhere'].map((name) => ({ name, networks: ['br0'] })),
  })
  hub = openCountersHub()
  peer = buildSocketPeer(lab.runId)
  server = host.container('server')
  elsewhere = host.container('elsewhere')
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const socketsOf = (space: PlainContainer): readonly SocketRecord[] =>
  hub.inside(space, NETLINK_SOCK_DIAG, (connection) =>
    readSockets(connection, { netns: 'x', files: `/proc/${space.pid}/net` }),
  )

const isNumber = (name: string): boolean => /^\d+$/.test(name)
const allPids = (): number[] => readdirSync('/proc').filter(isNumber).map(Number)

/** Processes in a namespace, as a census lists them. */
const pidsIn = ({ inode }: PlainContainer): number[] =>
  allPids().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/ns/net`) === `net:[${inode}]`
    } catch {
      return false
    }
  })

const question = (space: PlainContainer, more: Partial<OwnersQuestion> = {}): OwnersQuestion => ({
  sought: [{ inodes: socketsOf(space).map(({ inode }) => inode), pids: pidsIn(space) }],
  everyone: allPids,
  mostDescriptors: 100_000,
  thorough: false,
  ...more,
})

/** `tcp 80: socket-peer 1234`, a line each. */
const told = (space: PlainContainer, { owners }: OwnersFound): string[] =>
  socketsOf(space)
    .map(
      ({ protocol, local, inode }) =>
        `${protocol} ${local.port}: ${owners.get(inode)?.command} ${owners.get(inode)?.pid}`,
    )
    .toSorted()

describe('owners', () => {
  test('are those of ss, also of sockets that were made by a process of another namespace', async () => {
    const inside = await startSocketPeer(server, [peer, 'tcp,0.0.0.0,80', 'udp,0.0.0.0,53', 'tcp,::,81'])
    const other = await startSocketPeer(server, [peer, 'tcp,0.0.0.0,82'])
    const outside = await startSocketPeer(elsewhere, [
      peer,
      `tcp,127.0.0.1,83,netns=${server.path}`,
      `udp,127.0.0.1,83,netns=${server.path}`,
    ])
    const owners = new SocketOwners('/proc')
    const found = owners.find(question(server))
    const users = (await print(server, 'ss', '-HOnlptu')).trim().split('\n')
    const ofSs = users.map((line) => {
      const [protocol, , , , local = ''] = line.split(/\s+/)
      const [, name, pid] = /users:\(\("(.*?)",pid=(\d+)/.exec(line) ?? []
      return `${protocol} ${local.split(':').at(-1)}: ${name} ${pid}`
    })
    expect(told(server, found)).toEqual(ofSs.toSorted())
    expect(told(server, found)).toEqual(
      [
        ...[`tcp 80`, 'tcp 81', 'udp 53'].map((socket) => `${socket}: socket-peer ${inside.pid}`),
        ...['tcp 83', 'udp 83'].map((socket) => `${socket}: socket-peer ${outside.pid}`),
        `tcp 82: socket-peer ${other.pid}`,
      ].toSorted(),
    )
    expect(found).toMatchObject({ unfinished: 0, problems: [] })
    expect(socketsOf(elsewhere)).toEqual([])

    // What is remembered is confirmed: nobody is looked through again, and who has gone is not told any more.
    const nobody = (): readonly number[] => {
      throw new Error('all processes are asked for again')
    }
    const again = owners.find({ ...question(server, { everyone: nobody }), mostDescriptors: 0 })
    expect(again.owners).toEqual(found.owners)
    await endPeer(other)
    const after = owners.find({ ...question(server, { everyone: nobody }), mostDescriptors: 0 })
    expect(told(server, after)).toEqual(ofSs.filter((line) => !line.startsWith('tcp 82')).toSorted())
    expect(after.owners.size).toBe(5)
    await Promise.all([inside, outside].map(endPeer))
  })

  test('call themselves what they like, and are told by their container', async () => {
    const name = 'ff0a297820c3a9'
    const child = await startSocketPeer(server, [peer, `name=${name}`, 'tcp,0.0.0.0,80'])
    const found = new SocketOwners('/proc').find(question(server))
    expect([...found.owners.values()]).toEqual([
      { inode: socketsOf(server)[0]?.inode, pid: child.pid, command: '\\xff\n)x \\xc3\\xa9' },
    ])
    const id = containInCgroups(lab.runId, child.pid)
    const [owner] = new SocketOwners('/proc').find(question(server)).owners.values()
    expect(owner).toMatchObject({ pid: child.pid, container: id })
    await endPeer(child)
  })

  test('of a socket that several processes have are the first of them, and the next when it has gone', async () => {
    const parent = await startSocketPeer(server, [peer, 'tcp,0.0.0.0,80', 'fork'])
    const owners = new SocketOwners('/proc')
    const ownerNow = (): number | undefined => [...owners.find(question(server)).owners.values()][0]?.pid
    expect(ownerNow()).toBe(parent.pid)
    await endPeer(parent)
    const child = ownerNow()
    expect(pidsIn(server)).toContain(child)
    expect(child).not.toBe(parent.pid)
    process.kill(child ?? 0, 'SIGKILL')
    await expect.poll(() => socketsOf(server)).toEqual([])
    expect(ownerNow()).toBe(undefined)
  })
})

describe('what has no owner', () => {
  test('is looked for once, until everything is read anew: a socket of the kernel itself', async () => {
    await print(elsewhere, 'ip', 'link', 'add', 'vx0', 'type', 'vxlan', 'id', '5', 'dstport', '4789', 'dev', 'eth0')
    await print(elsewhere, 'ip', 'link', 'set', 'vx0', 'up')
    const [socket] = socketsOf(elsewhere)
    expect(socket).toMatchObject({ protocol: 'udp', local: { port: 4789 } })
    expect(socket?.inode).toBeGreaterThan(0)
    const owners = new SocketOwners('/proc')
    let times = 0
    const everyone = (): readonly number[] => {
      times += 1
      return allPids()
    }
    const find = (thorough: boolean): number => owners.find(question(elsewhere, { everyone, thorough })).owners.size
    expect([find(false), find(false), find(false), times]).toEqual([0, 0, 0, 1])
    expect([find(true), times]).toEqual([0, 2])
    await print(elsewhere, 'ip', 'link', 'del', 'vx0')
  })

  test('is said to be so for want of a capability', async () => {
    const child = await startSocketPeer(server, [
      'setpriv',
      '--reuid=65534',
      '--clear-groups',
      peer,
      'tcp,0.0.0.0,8080',
    ])
    const program = fileURLToPath(new URL('../sockets/owners-alone.ts', import.meta.url))
    const [socket] = socketsOf(server)
    const run = (setpriv: readonly string[]): unknown => {
      const [command = '', ...words] = [...setpriv, process.execPath, program, `${socket?.inode}`, `${child.pid}`]
      return JSON.parse(execFileSync(command, words, { encoding: 'utf8' }))
    }
    expect(run(['env'])).toMatchObject({ owners: [{ pid: child.pid }], problems: [] })
    expect(run(['setpriv', '--bounding-set=-all', '--inh-caps=-all', '--'])).toEqual({
      owners: [],
      problems: [
        {
          kind: 'denied',
          message: expect.stringMatching(/^sockets without a known owner: 1; .* 1 \(needs CAP_SYS_PTRACE/),
        },
      ],
    })
    await endPeer(child)
  })
})

describe('a search', () => {
  test('that may look at few descriptors goes on at the next look, and finds all in the end', async () => {
    const ports = Array.from({ length: 8 }, (_, at) => at + 100)
    const children = await Promise.all(
      ports.map((port) => startSocketPeer(elsewhere, [peer, `tcp,0.0.0.0,${port},netns=${server.path}`])),
    )
    const owners = new SocketOwners('/proc')
    const everyone = (): readonly number[] => children.map(({ pid }) => pid)
    const look = (): OwnersFound => owners.find(question(server, { everyone, mostDescriptors: 10 }))
    const first = look()
    expect(first.unfinished).toBeGreaterThan(0)
    expect(first.unfinished).toBeLessThan(8)
    const late = await startSocketPeer(server, [peer, 'tcp,0.0.0.0,99'])
    let last = look()
    // One that is new, and whose processes are near, does not wait for the others.
    expect(told(server, last)).toContain(`tcp 99: socket-peer ${late.pid}`)
    for (let looks = 2; last.unfinished > 0; looks++) {
      expect(looks).toBeLessThan(8)
      last = look()
    }
    expect(told(server, last)).toEqual(
      [...children.map(({ pid }, at) => [ports[at], pid]), [99, late.pid]]
        .map(([port, pid]) => `tcp ${port}: socket-peer ${pid}`)
        .toSorted(),
    )
    await Promise.all([...children, late].map(endPeer))
  })

  test('looks at the lowest descriptors of a process that has more than any search may look at', async () => {
    const child = await startSocketPeer(server, [peer, 'tcp,0.0.0.0,80', 'open=10000', 'tcp,0.0.0.0,81'])
    const found = new SocketOwners('/proc').find(question(server, { everyone: () => [child.pid] }))
    expect(told(server, found)).toEqual([`tcp 80: socket-peer ${child.pid}`, 'tcp 81: undefined undefined'])
    await endPeer(child)
  })
})
