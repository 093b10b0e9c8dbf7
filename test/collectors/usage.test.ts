import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KernelReader } from '../../collectors/kernel.ts'
import { ownCost } from '../../collectors/own-cost.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import { Turns } from '../../collectors/turns.ts'
import { UsageReader } from '../../collectors/usage.ts'
import type { Usage, UsageRead } from '../../collectors/usage-record.ts'
import type { UsageTargets } from '../../collectors/usage-targets.ts'
import { exampleSnapshot } from '../exporters/example-snapshot.ts'
import { openTree, type Tree } from './cgroups/tree.ts'

describe('a reading of a recorded host', () => {
  let kernel: KernelReader
  let tree: Tree
  let targets: UsageTargets
  beforeAll(async () => {
    kernel = await KernelReader.open()
    tree = openTree('v2-5.15-systemd-nested')
    targets = {
      namespaces: [{ id: '999999999', inode: 1, pids: [], publishes: true, rules: null }],
      containers: tree.targets.flatMap(({ container, path, text }) =>
        container === undefined ? [] : [{ id: container, path, cgroup: text, pids: [] }],
      ),
    }
  })
  afterAll(() => {
    kernel[Symbol.dispose]()
    tree[Symbol.dispose]()
  })

  const reading = async (reads: readonly UsageRead[], wanted = targets): Promise<Usage> => {
    await using counters = new UsageReader({ kernel, paths: hostPaths(tree.root), reads: new Set(reads) })
    counters.follow({ snapshot: exampleSnapshot, targets: wanted })
    return await counters.read()
  }

  test('has what is wanted, and nothing else', async () => {
    const usage = await reading(['pids', 'misc'])
    expect(usage.cgroups.map(({ container }) => container)).toEqual([
      undefined,
      ...targets.containers.map(({ id }) => id),
    ])
    const [, outer] = usage.cgroups
    expect(Object.keys(outer ?? {}).toSorted()).toEqual(['container', 'misc', 'path', 'pids'])
    expect([usage.interfaces, usage.protocols, usage.processes, usage.listeners]).toEqual([[], [], [], []])
    expect(usage).not.toHaveProperty('machine')
    expect(usage).not.toHaveProperty('sizes')
    expect(usage.runs.map(({ collector }) => collector)).toEqual(['cgroups'])
  })

  test('leaves out a namespace and a container that are gone, without a word', async () => {
    const [first] = targets.containers
    const gone = { id: 'c'.repeat(64), path: `/docker/${'c'.repeat(64)}`, cgroup: `0::/docker/${'c'.repeat(64)}\n` }
    const containers = [{ ...gone, pids: [2 ** 22 + 1] }, ...(first ? [first] : [])]
    const usage = await reading(['cpu', 'interfaces', 'protocols', 'tcpStates', 'listeners'], {
      ...targets,
      containers,
    })
    expect(usage.cgroups.map(({ container }) => container)).toEqual([undefined, first?.id])
    for (const list of [usage.interfaces, usage.protocols, usage.tcpStates, usage.listeners]) expect(list).toEqual([])
    expect(usage.problems).toEqual([])
    expect(usage.runs.every(({ success }) => success)).toBe(true)
  })

  test('says what cannot be understood once, and reads the rest', async () => {
    const [first] = targets.containers
    tree.put(`sys/fs/cgroup${first?.path}/pids.current`, 'many\n')
    const usage = await reading(['pids', 'cpu'])
    expect(usage.problems).toEqual([
      {
        collector: 'cgroups',
        kind: 'malformed',
        message: expect.stringContaining('pids.current'),
        about: `container ${first?.id.slice(0, 12)}`,
      },
    ])
    expect(usage.cgroups.every(({ cpu }) => cpu?.usageNanoseconds !== undefined)).toBe(true)
    expect(usage.runs.map(({ collector, success }) => [collector, success])).toEqual([['cgroups', false]])
  })
})

test('what the process costs is what the kernel says of it', () => {
  const { cpuMicroseconds, residentBytes, openFiles } = ownCost({ events: null, missedChanges: 0 })
  const { user, system } = process.cpuUsage()
  expect(Number(cpuMicroseconds)).toBeGreaterThan(0)
  expect(Number(cpuMicroseconds)).toBeLessThanOrEqual(user + system)
  const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
  expect(Math.abs(Number(residentBytes) / resident - 1)).toBeLessThan(0.2)
  // The listing has one open itself. Before Linux 6.2 nothing is said.
  const listed = readdirSync('/proc/self/fd').length - 1
  expect(openFiles ?? listed).toBe(listed)
})

test('long work lets others have their turn, short work does not wait', async () => {
  const busy = (ms: number): void => {
    for (const end = performance.now() + ms; performance.now() < end; );
  }
  const turnsOfOthers = async (workMs: number): Promise<number> => {
    let others = 0
    let over = false
    const counting = (async () => {
      for (; !over; others++) await nextTurn()
    })()
    const turns = new Turns()
    for (let step = 0; step < 20; step++) {
      busy(workMs)
      await turns.next()
    }
    const found = others
    over = true
    await counting
    return found
  }
  expect(await turnsOfOthers(0)).toBeLessThan(5)
  const found = await turnsOfOthers(6)
  expect(found).toBeGreaterThanOrEqual(8)
  expect(found).toBeLessThanOrEqual(20)
})
