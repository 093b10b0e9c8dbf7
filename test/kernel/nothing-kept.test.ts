import { readdirSync, readlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KernelReader } from '../../collectors/kernel.ts'
import { configure } from '../lab/configure.ts'
import { containInCgroups, hierarchies } from '../lab/container-cgroups.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost, type Space } from '../lab/lab.ts'
import { createNamespaces } from '../lab/space.ts'
import type { Left } from './look-alone.ts'
import { lookAtHost, namespaceAt, recordsAt } from './look-at.ts'
import { narrowMachine, narrowRoot } from './narrow-root.ts'
import { print, printObjects } from './print.ts'

const program = fileURLToPath(new URL('./look-alone.ts', import.meta.url))
let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  const containers = ['a', 'b'].map((name) => ({ name, networks: ['br0'] }))
  host = await lab.plainHost({ name: 'kept', bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }], containers })
  for (const { pid } of host.containers) containInCgroups(lab.runId, pid)
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** Runs the program inside the lab's host: that is its home then, and no other test is in it. Counters are read after each look. */
const lookAlone = async (times: number): Promise<Left> =>
  JSON.parse(await print(host, process.execPath, program, narrowMachine(lab.runId), String(times), 'counters'))

describe('in a process of its own', () => {
  let left: Left

  beforeAll(async () => {
    left = await lookAlone(3)
  })

  test('it saw everything', () => {
    for (const space of [host, ...host.containers]) {
      expect(recordsAt(left.snapshot, 'links', space).length).toBeGreaterThan(1)
      expect(recordsAt(left.snapshot, 'routes', space).length).toBeGreaterThan(1)
    }
    expect(left.snapshot.namespaces.find(({ root }) => root)?.inode).toBe(host.inode)
    const { usage } = left.snapshot
    const spaces = new Set([host, ...host.containers].map((space) => namespaceAt(left.snapshot, space).id))
    for (const list of ['interfaces', 'protocols', 'tcpStates', 'udpQueues'] as const)
      expect(new Set(usage?.[list].map(({ netns }) => netns)), list).toEqual(spaces)
    expect(usage?.cgroups.length).toBe(1 + host.containers.length)
    expect(usage?.processes.length).toBe(host.containers.length)
  })

  test('every thread is at home', () => {
    expect(left.home).toBe(`net:[${host.inode}]`)
    expect(left.threads.length).toBeGreaterThan(1)
    expect(new Set(left.threads)).toEqual(new Set([left.home]))
  })

  test('the descriptors are what they were', () => {
    const { before, kept, after } = left.descriptors
    const kinds = (descriptors: readonly string[]): string[] =>
      descriptors.map((link) => link.replace(/\d+/g, 'N')).sort()
    expect(kinds(after)).toEqual(kinds(before))
    expect(kept[1]).toEqual(kept[0])
    expect(kept[2]).toEqual(kept[0])
    // Of namespaces only home is open, of sockets only the hub's two, and of settings none.
    const more = (kept[0] ?? []).filter((link) => !before.includes(link))
    expect(more.filter((link) => link.startsWith('net:'))).toEqual([left.home])
    expect(more.filter((link) => link.startsWith('socket:')).length).toBeLessThanOrEqual(2)
    expect(more.filter((link) => link.startsWith('/proc/'))).toEqual([])
    // What is kept of counters are files of cgroups, which keep neither a cgroup nor a namespace from going.
    const files = more.filter((link) => link.startsWith('/') && !link.startsWith('/dev/'))
    expect(files.length).toBeGreaterThan(10)
    expect(files.filter((link) => !hierarchies().some((mount) => link.startsWith(`${mount}/`)))).toEqual([])
  })

  test('no process was started', () => {
    expect(left.childCounters).toEqual([0, 0, 0, 0])
    expect(left.children).toBe('')
  })
})

test('a namespace that is deleted goes at once, with its other end, while the reader is kept and reads on', async () => {
  const root = narrowRoot(lab.runId)
  using reader = await KernelReader.open()
  for (let turn = 0; turn < 3; turn++) {
    const netns = `${lab.runId}-gone${turn}`
    await createNamespaces(host.run, [netns])
    const lines = [`link add gone${turn} up type veth peer name eth0 netns ${netns}`]
    await configure(host.run, [
      { netns: host.netns, lines },
      { netns, lines: ['link add br0 type bridge', 'link set eth0 up'] },
    ])
    const look = { root: narrowRoot(lab.runId), thorough: true }
    const before = await lookAtHost(look, reader)
    expect(before.namespaces.flatMap(({ names }) => names)).toContain(netns)
    expect(recordsAt(before, 'links', host).some(({ name }) => name === `gone${turn}`)).toBe(true)
    await execute(['ip', 'netns', 'del', netns], { environment: host.run.environment })
    const isThere = async (): Promise<boolean> => {
      await lookAtHost({ root }, reader)
      return (await host.exec(['ip', 'link', 'show', `gone${turn}`])).status === 0
    }
    await expect.poll(isThere, { timeout: 10_000, interval: 20 }).toBe(false)
  }
})

describe('nothing is written', () => {
  /** What would tell of a write, in one namespace. */
  const stateOf = async (space: Space & { readonly pid: number }): Promise<object> => {
    const volatile = 'nf_conntrack_count|/stat_refresh|/flush'
    const tables = (family: string): Promise<string> =>
      print(space, 'sh', '-c', `cat /proc/self/net/${family}_tables_names 2>/dev/null; true`)
    return {
      legacyTables: await Promise.all(['ip', 'ip6', 'arp', 'eb'].map(tables)),
      ruleset: await print(space, 'nft', 'list', 'ruleset'),
      nsids: (await printObjects(space, 'ip', '-j', 'netns', 'list-id')).map(({ nsid }) => nsid),
      sysctls: await print(space, 'sh', '-c', `grep -r -s '' /proc/sys/net | grep -Ev '${volatile}' | sort`),
      links: await print(space, 'ip', 'link'),
    }
  }

  test('tables, rulesets, namespace ids, settings and interfaces are as before', async () => {
    await createNamespaces(host.run, [`${lab.runId}-alone`])
    await print(host, 'nft', 'add', 'table', 'inet', 'mine')
    const spaces = [host, ...host.containers]
    // The first looks of `ip` itself give numbers to namespaces.
    for (const space of spaces) await stateOf(space)
    const before = await Promise.all(spaces.map(stateOf))
    await lookAlone(2)
    const after = await Promise.all(spaces.map(stateOf))
    expect(after).toEqual(before)
    expect(JSON.stringify(after)).toContain('table inet mine')
  })

  test('this process is at home too, and has no child', async () => {
    const home = readlinkSync('/proc/self/ns/net')
    await lookAtHost({ thorough: true })
    const threads = readdirSync('/proc/self/task')
    expect(new Set(threads.map((thread) => readlinkSync(`/proc/self/task/${thread}/ns/net`)))).toEqual(new Set([home]))
  })
})
