import { once } from 'node:events'
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildTopology } from '../../agent/topology/build.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { configure } from '../lab/configure.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { hideNamespace } from '../lab/oddities/hide-namespace.ts'
import { startSleeper } from '../lab/start-sleeper.ts'
import { hideFromAll } from './hidden-namespace.ts'
import { lookAtHost, namespaceAt, recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print } from './print.ts'

const names = ['a', 'thread', 'bymount', 'byfd', 'bysocket', 'hidden', 'hidden2', 'infolder']
let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'ns',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }],
    containers: names.map((name) => ({ name, networks: ['br0'] })),
  })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const linkNames = (snapshot: Snapshot, place: { readonly inode: number }): (string | undefined)[] =>
  recordsAt(snapshot, 'links', place).map(({ name }) => name)

/** A reader of another test may be visiting the namespace at that moment. */
const sleepOrVisitor: unknown = expect.stringMatching(/^(sleep$|node)/)

test('a process and a name, on the whole machine', async () => {
  const snapshot = await lookAtHost()
  for (const space of [host, ...host.containers]) {
    const found = namespaceAt(snapshot, space)
    expect(found).toMatchObject({ holder: 'process', root: false, names: [space.netns], command: sleepOrVisitor })
    expect(found.pids).toContain(space.pid)
  }
  const home = snapshot.namespaces.filter(({ root }) => root)
  expect(home).toHaveLength(1)
  expect(home[0]?.inode).toBe(statSync('/proc/self/ns/net').ino)
  expect(home[0]?.pids).toContain(process.pid)
  expect(new Set(snapshot.namespaces.map(({ id }) => id)).size).toBe(snapshot.namespaces.length)
  const inodes = snapshot.namespaces.map(({ inode }) => inode).filter((inode) => inode !== null)
  expect(new Set(inodes).size).toBe(inodes.length)
})

test('a name without a process', async () => {
  const { containers } = await lab.manyNamespaces(3)
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  for (const space of containers) {
    expect(namespaceAt(snapshot, space)).toMatchObject({ holder: 'name', names: [space.netns], pids: [] })
    expect(linkNames(snapshot, space)).toEqual(['lo', 'eth0'])
  }
})

describe('a configured folder', () => {
  let folder: string

  beforeAll(() => {
    folder = join(host.run.directory, 'names')
    mkdirSync(folder)
  })

  test('names in it are found', async () => {
    const file = join(folder, 'mine')
    writeFileSync(file, '')
    const { environment } = host.run
    const mounted = await execute(['mount', '-n', '--bind', host.container('infolder').path, file], { environment })
    expect(mounted).toMatchObject({ status: 0 })
    try {
      const snapshot = await lookAtHost({ root: narrowRoot(lab.runId), netnsFolders: [folder] })
      expect(namespaceAt(snapshot, host.container('infolder')).names).toContain('mine')
    } finally {
      await execute(['umount', '-n', file], { environment })
    }
  })

  test('what is no namespace is a problem of its own, and hinders nothing', async () => {
    writeFileSync(join(folder, 'a file'), 'not a namespace')
    mkdirSync(join(folder, 'a folder'))
    symlinkSync('nowhere', join(folder, 'dangling'))
    symlinkSync('/dev/zero', join(folder, 'device'))
    symlinkSync('/proc/self/ns/mnt', join(folder, 'another kind'))
    symlinkSync('circle', join(folder, 'circle'))
    await print(host, 'mkfifo', join(folder, 'fifo'))
    const snapshot = await lookAtHost({
      root: narrowRoot(lab.runId),
      netnsFolders: [folder, join(folder, 'a file'), '/no/such'],
    })
    const about = ['a file', 'a folder', 'another kind', 'circle', 'dangling', 'device', 'fifo', 'mine']
    const told = snapshot.problems.filter(({ message }) => message.includes('leads to no network namespace'))
    expect(told.map((problem) => problem.about).sort()).toEqual(about.map((name) => `netns ${name}`))
    expect(told.every(({ kind, collector }) => kind === 'vanished' && collector === 'namespaces')).toBe(true)
    expect(snapshot.problems).toContainEqual({
      collector: 'namespaces',
      kind: 'unavailable',
      message: `${folder}/a file cannot be listed (ENOTDIR)`,
    })
    expect(linkNames(snapshot, host.container('a'))).toEqual(['lo', 'eth0'])
  })
})

/** A thread that leaves for a namespace of its own; the process stays. */
const wanderingThread = `
import ctypes, os, sys, threading
def wander():
    ctypes.CDLL(None).unshare(0x40000000)
    print(os.stat('/proc/thread-self/ns/net').st_ino, flush=True)
    threading.Event().wait()
threading.Thread(target=wander, daemon=True).start()
sys.stdin.read()`

test('a thread alone', async () => {
  const wanderer = host.start(['python3', '-c', wanderingThread])
  const [line] = wanderer.stdout ? await once(wanderer.stdout, 'data') : []
  const inode = Number(String(line))
  const root = narrowRoot(lab.runId)
  const found = namespaceAt(await lookAtHost({ root, thorough: true }), { inode })
  expect(found).toMatchObject({ holder: 'thread', names: [], pids: [wanderer.pid] })
  // It has no veth that would lead there: a quick look does not search for it.
  expect((await lookAtHost({ root })).namespaces.some((namespace) => namespace.inode === inode)).toBe(false)
  wanderer.stdin?.end()
})

test('a mount elsewhere, a descriptor, a socket: a veth that leads there is enough', async () => {
  const keepers = { bymount: 'mount', byfd: 'descriptor', bysocket: 'socket' } as const
  for (const [name, keeper] of Object.entries(keepers)) await hideNamespace(host.container(name), keeper, host)
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  for (const [name, holder] of Object.entries(keepers)) {
    const container = host.container(name)
    expect(namespaceAt(snapshot, container)).toMatchObject({ holder, names: [], pids: [] })
    expect(linkNames(snapshot, container)).toEqual(['lo', 'eth0'])
    expect(recordsAt(snapshot, 'routes', container).length).toBeGreaterThan(3)
  }
})

test('nothing shows it: its links are seen through the hub', async () => {
  const container = host.container('hidden')
  const [nic] = container.nics
  // A pair between two such, with the same index on both sides.
  const second = host.container('hidden2')
  const pair = `link add name both index 9 netns ${container.netns} type veth peer name both index 9 netns ${second.netns}`
  await configure(host.run, [{ netns: host.netns, lines: [pair] }])
  const { end } = await hideFromAll(container, host)
  const { end: endSecond } = await hideFromAll(second, host)
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId), thorough: true })
  const id = recordsAt(snapshot, 'links', host).find(({ ifindex }) => ifindex === nic?.peer.ifindex)?.linkNetns ?? ''
  expect(id).toMatch(/^hub:\d+$/)
  const unknown = snapshot.namespaces.find((namespace) => namespace.id === id)
  expect(unknown).toMatchObject({ inode: null, names: [], pids: [], root: false, holder: 'unknown' })
  const links = snapshot.links.filter(({ netns }) => netns === id)
  expect(links.map(({ name, ifindex }) => [name, ifindex])).toEqual([
    ['lo', 1],
    ['eth0', 2],
    ['both', 9],
  ])
  const addresses = snapshot.addresses.filter(({ netns, family }) => netns === id && family === 2)
  expect(addresses.map(({ local }) => local)).toEqual(['127.0.0.1', ...container.addresses])
  expect(snapshot.routes.filter(({ netns }) => netns === id)).toEqual([])

  const graph = buildTopology(snapshot)
  const key = `netns:unknown-${id.slice('hub:'.length)}`
  expect(graph.getNodeAttributes(key)).toMatchObject({ kind: 'netns', holder: 'unknown', inode: null })
  const [mine, theirs] = [`if:${key.slice('netns:'.length)}/2`, `if:${host.inode}/${nic?.peer.ifindex}`]
  expect(graph.edges(mine, theirs).map((edge) => graph.getEdgeAttributes(edge).kind)).toEqual(['veth-peer'])

  const between = graph.filterEdges(
    (_, { kind }, from, to) => kind === 'veth-peer' && /unknown-.*\/9$/.test(from) && /unknown-.*\/9$/.test(to),
  )
  expect(
    between.map((edge) => [graph.source(edge), graph.target(edge)].includes(`if:unknown-${id.slice('hub:'.length)}/9`)),
  ).toEqual([true])

  end()
  endSecond()
  const ends = async (): Promise<number> =>
    recordsAt(await lookAtHost({ root: narrowRoot(lab.runId) }), 'links', host).filter(
      ({ ifindex }) => ifindex === nic?.peer.ifindex,
    ).length
  await expect.poll(ends, { timeout: 15_000 }).toBe(0)
})

test('a namespace that belongs to a user namespace', async () => {
  const script = 'ip link add own0 type veth peer name own1; exec sleep infinity'
  const pid = await startSleeper(host.run, ['unshare', '-Urn', 'sh', '-c', script])
  const inode = statSync(`/proc/${pid}/ns/net`).ino
  const snapshot = await lookAtHost({ root: narrowRoot(lab.runId) })
  expect(namespaceAt(snapshot, { inode })).toMatchObject({ holder: 'process', pids: [pid] })
  expect(linkNames(snapshot, { inode }).sort()).toEqual(['lo', 'own0', 'own1'])
})
