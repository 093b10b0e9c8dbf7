import { readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { viewOf } from '../../agent/live/view.ts'
import { parseSnapshot, snapshotText } from '../../agent/snapshot-file.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { UsageReader } from '../../collectors/usage.ts'
import { type Usage, usageReads } from '../../collectors/usage-record.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { runCommand } from '../commands/run-command.ts'
import { scrapeText, valuesOf } from '../exporters/prometheus/scrape-text.ts'
import { removeCgroups } from '../lab/cgroup-trees.ts'
import { configure } from '../lab/configure.ts'
import { containInCgroups } from '../lab/container-cgroups.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainContainer, type PlainHost } from '../lab/lab.ts'
import { markedProcesses } from '../lab/marked-processes.ts'
import { createNamespaces, openSpace } from '../lab/space.ts'
import { startPeer } from './counters-scene.ts'
import { namespaceAt, takeAtHost } from './look-at.ts'
import { narrowMachine } from './narrow-root.ts'

let lab: Lab
let host: PlainHost
let root: string
/** Containers by name. */
let ids: ReadonlyMap<string, string>

beforeAll(async () => {
  lab = await openLab()
  const containers = ['a', 'b', 'c', 'd'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({ name: 'used', bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }], containers })
  ids = new Map(host.containers.map(({ name, pid }) => [name, containInCgroups(lab.runId, pid)]))
  // The test's own process stands for those of the host.
  root = narrowMachine(lab.runId, [...markedProcesses(lab.runId), process.pid])
})
afterAll(() => lab[Symbol.asyncDispose]())

let kernel: KernelReader
let counters: UsageReader
/** Of the last look. */
let snapshot: Snapshot

beforeEach(async () => {
  kernel = await KernelReader.open()
  const reads = new Set(usageReads.filter((read) => read !== 'sizes'))
  counters = new UsageReader({ kernel, paths: hostPaths(root), reads })
})
afterEach(async () => {
  await counters[Symbol.asyncDispose]()
  kernel[Symbol.dispose]()
})

const look = async (): Promise<void> => {
  const taken = await takeAtHost({ root }, kernel)
  counters.follow(taken)
  snapshot = taken.snapshot
}

const netnsOf = (space: { readonly inode: number }): string => namespaceAt(snapshot, space).id
const rootNetns = (): string | undefined => snapshot.namespaces.find(({ root }) => root)?.id
const containersOf = (usage: Usage): string[] => usage.cgroups.flatMap(({ container }) => container ?? []).toSorted()
const idsOf = (...names: readonly string[]): string[] => names.map((name) => ids.get(name) ?? '').toSorted()
const lists = ['interfaces', 'protocols', 'tcpStates', 'udpQueues'] as const
const namespacesIn = (usage: Usage, list: (typeof lists)[number]): Set<string> =>
  new Set(usage[list].map(({ netns }) => netns))
/** Other labs come and go in the machine's own namespace. */
const problemsOf = ({ problems }: Usage) => problems.filter(({ about }) => about !== `netns ${rootNetns()}`)

describe('with all things there', () => {
  test('every container and every namespace is read, each once', async () => {
    await look()
    const usage = await counters.read()
    expect(containersOf(usage)).toEqual(idsOf('a', 'b', 'c', 'd'))
    expect(usage.cgroups.filter(({ container }) => container === undefined).length).toBe(1)
    expect(usage.processes.map(({ container }) => container).toSorted()).toEqual(idsOf('a', 'b', 'c', 'd'))
    const spaces = new Set([rootNetns(), ...host.containers.map(netnsOf)])
    for (const list of lists) expect(namespacesIn(usage, list), list).toEqual(spaces)
    expect(usage.protocols.length).toBe(spaces.size)
    for (const container of host.containers) {
      const names = usage.interfaces.filter(({ netns }) => netns === netnsOf(container)).map(({ name }) => name)
      expect(names.toSorted()).toEqual(['eth0', 'lo'])
    }
    expect(problemsOf(usage)).toEqual([])
    expect(usage.runs.map(({ collector }) => collector).toSorted()).toEqual(
      expect.arrayContaining(['cgroups', 'interfaces', 'machine', 'processes', 'protocols', 'tcpStates', 'udpQueues']),
    )
  })

  test('those who ask at the same time share one reading; who asks later gets another', async () => {
    await look()
    const [one, other] = [counters.read(), counters.read()]
    expect(one).toBe(other)
    const first = await one
    const next = await counters.read()
    expect(next).not.toBe(first)
    expect(Date.parse(next.takenAt)).toBeGreaterThanOrEqual(Date.parse(first.takenAt) + Math.floor(first.tookMs))
  })

  test('before the first look the machine is read, and nothing else', async () => {
    const usage = await counters.read()
    expect(usage.cgroups.map(({ path }) => path)).toEqual(['/'])
    for (const list of lists) expect(usage[list]).toEqual([])
    expect(usage.machine?.memory).toBeDefined()
  })
})

test('`netloupe snapshot -o` saves the counters with the rest, and what reads the file gets them back', async () => {
  const file = join(root, 'host.json')
  const saved = runCommand(['./netloupe', 'snapshot', '--no-docker', '--root', root, '-o', file], { cwd: checkoutRoot })
  expect(saved).toMatchObject({ status: 0, stdout: '' })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const content = readFileSync(file, 'utf8')
  snapshot = await parseSnapshot(content, file)
  expect(snapshotText(snapshot)).toBe(content)
  const { usage } = snapshot
  if (usage === undefined) throw new Error('the file has no counters')
  expect(containersOf(usage)).toEqual(idsOf('a', 'b', 'c', 'd'))
  for (const list of lists) expect(namespacesIn(usage, list).size, list).toBe(1 + host.containers.length)
  const text = await scrapeText(viewOf(snapshot))
  for (const id of ids.values()) {
    expect(valuesOf(text, 'container_threads', id)).toEqual(['1'])
    expect(valuesOf(text, 'container_network_receive_bytes_total', id, 'interface="eth0"').length).toBe(1)
  }
})

describe('namespaces in which nothing moved are not read again', () => {
  const kernelSays = ({ pid }: PlainContainer, protocol: string, name: string): number => {
    const lines = readFileSync(`/proc/${pid}/net/snmp`, 'utf8').split('\n')
    const [names = [], values = []] = lines
      .filter((line) => line.startsWith(`${protocol}:`))
      .map((line) => line.split(' '))
    return Number(values[names.indexOf(name)])
  }
  const weSay = (usage: Usage, container: PlainContainer, name: string): number =>
    Number(usage.protocols.find(({ netns }) => netns === netnsOf(container))?.counters[name])

  test('but with every packet they are: from another one, from themselves, and of the interface that it came through', async () => {
    await look()
    const [a, b] = [host.container('a'), host.container('b')]
    let before = weSay(await counters.read(), b, 'Udp.NoPorts')
    expect(before).toBe(kernelSays(b, 'Udp', 'NoPorts'))
    // Again and again, because what is kept is only seen from the second reading on.
    for (const [sender, to] of [
      [a, b.addresses[0]],
      [a, b.addresses[0]],
      [b, '127.0.0.1'],
      [a, b.addresses[0]],
      [b, '127.0.0.1'],
    ] as const) {
      await counters.read()
      const peer = await startPeer(sender, 'send', to ?? '', 9, 3, 100)
      expect(peer.pid).toBeGreaterThan(0)
      await expect.poll(() => kernelSays(b, 'Udp', 'NoPorts')).toBeGreaterThan(before)
      const usage = await counters.read()
      expect(weSay(usage, b, 'Udp.NoPorts')).toBe(kernelSays(b, 'Udp', 'NoPorts'))
      expect(weSay(usage, b, 'Udp.NoPorts')).toBeGreaterThan(before)
      before = weSay(usage, b, 'Udp.NoPorts')
    }
  })

  test('and what a reading keeps of one namespace is not given for another', async () => {
    await look()
    const first = await counters.read()
    const again = await counters.read()
    for (const { netns, counters: values } of again.protocols)
      if (netns !== rootNetns()) expect(values).toBe(first.protocols.find((one) => one.netns === netns)?.counters)
  })
})

describe('when things go between the look and the reading', () => {
  /** Ends a container's process, and takes its namespace and cgroups away. */
  const end = async ({ pid, netns }: PlainContainer, id: string): Promise<void> => {
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => isThere(pid)).toBe(false)
    await expect.poll(() => removeCgroups(`${lab.runId}/docker/${id}`)).toBe(true)
    await execute(['ip', 'netns', 'del', netns], { environment: host.run.environment })
    rmSync(join(root, 'proc', `${pid}`), { force: true })
  }
  const isThere = (pid: number): boolean => {
    try {
      return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
    } catch {
      return false
    }
  }
  const hostEnd = async (name: string): Promise<boolean> => (await host.exec(['ip', 'link', 'show', name])).status === 0

  test('a container that ended is left out, the others are complete, and its namespace is not kept', async () => {
    await look()
    await counters.read()
    const gone = netnsOf(host.container('d'))
    await end(host.container('d'), ids.get('d') ?? '')
    // The other end of its veth goes with the namespace, while the reader has not heard of it.
    await expect.poll(() => hostEnd('vd-0'), { timeout: 10_000 }).toBe(false)
    const usage = await counters.read()
    expect(containersOf(usage)).toEqual(idsOf('a', 'b', 'c'))
    for (const list of lists) {
      expect(namespacesIn(usage, list).has(gone), list).toBe(false)
      expect(namespacesIn(usage, list).size, list).toBe(4)
    }
    expect(problemsOf(usage)).toEqual([])
    await look()
    expect(problemsOf(await counters.read())).toEqual([])
  })

  /** Adds a namespace with as many packets as nobody else has, joined with containers that are read before it. */
  const addStranger = async (turn: number): Promise<string> => {
    const netns = `${lab.runId}-stranger${turn}`
    await createNamespaces(host.run, [netns])
    const ends = ['a', 'b'].map((name) => ({ name, netns: host.container(name).netns }))
    for (const { name, netns: other } of ends)
      await configure(host.run, [
        { netns: other, lines: [`link add s${turn} up type veth peer name to-${name} netns ${netns}`] },
      ])
    await configure(host.run, [{ netns, lines: ['link set to-a up', 'link set to-b up', 'link add br7 type bridge'] }])
    return netns
  }

  test('the number of a namespace that is gone, given to a new one, gives no counters of the new one for the old', async () => {
    for (let turn = 0; turn < 3; turn++) {
      const victim = `${lab.runId}-victim${turn}`
      await createNamespaces(host.run, [victim])
      await configure(host.run, [
        { netns: victim, lines: ['link set lo up'] },
        { netns: host.netns, lines: [`link add v${turn} up type veth peer name eth0 netns ${victim}`] },
      ])
      const process_ = openSpace(host.run, victim).start(['sleep', '1000'])
      const pid = process_.pid ?? 0
      await expect.poll(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()).toBe('sleep')
      const id = containInCgroups(lab.runId, pid)
      symlinkSync(`/proc/${pid}`, join(root, 'proc', `${pid}`))
      await look()
      const netns = snapshot.containers.find((container) => container.id === id)?.netns ?? ''
      const before = await counters.read()
      expect(before.interfaces.filter((found) => found.netns === netns).map(({ name }) => name)).toEqual(['lo', 'eth0'])

      process_.kill('SIGKILL')
      await execute(['ip', 'netns', 'del', victim], { environment: host.run.environment })
      await expect.poll(() => hostEnd(`v${turn}`), { timeout: 10_000 }).toBe(false)
      const stranger = await addStranger(turn)
      const after = await counters.read()
      expect(after.interfaces.filter((found) => found.netns === netns)).toEqual([])
      for (const name of ['a', 'b', 'c']) {
        const names = after.interfaces.filter((found) => found.netns === netnsOf(host.container(name)))
        expect(names.length, name).toBeGreaterThanOrEqual(2)
      }
      expect(after.interfaces.some(({ name }) => name === 'br7')).toBe(false)
      await execute(['ip', 'netns', 'del', stranger], { environment: host.run.environment })
      rmSync(join(root, 'proc', `${pid}`), { force: true })
    }
  })
})
