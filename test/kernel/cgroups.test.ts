import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CgroupTarget } from '../../collectors/cgroups/reader.ts'
import type { CgroupPart } from '../../collectors/cgroups/record.ts'
import { readByHand } from '../collectors/cgroups/by-hand.ts'
import { openReader } from '../collectors/cgroups/read-tree.ts'
import { containerIdOf, containInCgroups, hierarchies } from '../lab/container-cgroups.ts'
import { hasCode } from '../lab/error-code.ts'
import { type Lab, openLab } from '../lab/lab.ts'
import { environmentOf } from '../lab/run.ts'

const parts: readonly CgroupPart[] = ['cpu', 'memory', 'io', 'pids', 'pressure', 'cpuset', 'freezer']
const isVersion2 = (folder: string): boolean => existsSync(`${folder}/cgroup.controllers`)
/** Those of version 1 first, as the files by hand are searched. */
const mounts = hierarchies().toSorted((one, other) => Number(isVersion2(one)) - Number(isVersion2(other)))

let lab: Lab
let busy: ChildProcess
let heavy: ChildProcess
let id = ''

/** A program that waits for a line before it begins, so that all it does is counted in its cgroup. */
const prepare = (...argv: readonly string[]): ChildProcess =>
  spawn('sh', ['-c', 'read go; exec "$@"', 'sh', ...argv], {
    env: environmentOf(lab.runId),
    stdio: ['pipe', 'ignore', 'ignore'],
  })

const pidOf = ({ pid }: ChildProcess): number => {
  if (pid === undefined) throw new Error('the process did not start')
  return pid
}

const folders = (path: string): readonly string[] => mounts.map((mount) => `${mount}/${lab.runId}/docker/${path}`)
/** Writes to a file in whichever hierarchy has it. */
const set = (path: string, file: string, value: string): boolean => {
  const found = folders(path).filter((folder) => existsSync(`${folder}/${file}`))
  for (const folder of found) writeFileSync(`${folder}/${file}`, value)
  return found.length > 0
}

const targetOf = (pid: number, container: string): CgroupTarget => ({
  container,
  path: `/${lab.runId}/docker/${container}`,
  text: readFileSync(`/proc/${pid}/cgroup`, 'utf8'),
})

/** Without a process: as the kernel would write it. */
const targetNamed = (container: string): CgroupTarget => ({
  ...targetOf(process.pid, container),
  text: readFileSync('/proc/self/cgroup', 'utf8').replaceAll(/:\/.*$/gm, `:/${lab.runId}/docker/${container}`),
})

const make = (container: string): void => {
  for (const path of folders(container)) mkdirSync(path)
}

const remove = (container: string): void => {
  for (const path of folders(container)) removeWhenFree(path)
}

/** A cgroup of version 1 may be busy for a moment after its last use, without anybody in it. */
const removeWhenFree = (path: string): void => {
  for (let attempt = 1; ; attempt++)
    try {
      rmdirSync(path)
      return
    } catch (error) {
      if (attempt === 1000 || !hasCode(error, 'EBUSY')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
}

const openFiles = (): number => readdirSync('/proc/self/fd').length

beforeAll(async () => {
  lab = await openLab()
  // On version 2, a cgroup has the controllers that those above it pass on.
  for (const mount of mounts)
    for (const path of [`${mount}/${lab.runId}`, `${mount}/${lab.runId}/docker`]) {
      mkdirSync(path)
      if (!existsSync(`${path}/cgroup.controllers`)) continue
      const enabled = readFileSync(`${path}/cgroup.controllers`, 'utf8').split(/\s+/).filter(Boolean)
      writeFileSync(`${path}/cgroup.subtree_control`, enabled.map((name) => `+${name}`).join(' '))
    }
  busy = prepare('sh', '-c', 'while :; do :; done')
  heavy = prepare(process.execPath, '-e', 'globalThis.kept = Buffer.alloc(48 << 20, 1); setInterval(() => {}, 9999)')
  id = containInCgroups(lab.runId, pidOf(busy))
  for (const folder of folders(id)) {
    // A new cgroup of the v1 cpuset controller takes no process.
    const below = existsSync(`${folder}/cpuset.cpu_exclusive`) ? folder : `${folder}/below/deeper`
    mkdirSync(below, { recursive: true })
    writeFileSync(`${below}/cgroup.procs`, `${pidOf(heavy)}`)
  }
  set(id, 'cpu.cfs_quota_us', '30000')
  set(id, 'cpu.shares', '512')
  set(id, 'memory.limit_in_bytes', `${512 << 20}`)
  set(id, 'memory.soft_limit_in_bytes', `${300 << 20}`)
  set(id, 'memory.max', `${512 << 20}`)
  set(id, 'cpu.max', '30000 100000')
  set(id, 'pids.max', '64')
  for (const { stdin } of [busy, heavy]) stdin?.end('go\n')
  await delay(1200)
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

describe('a container that works', () => {
  test('every field is what its file says', async () => {
    for (const child of [busy, heavy]) child.kill('SIGSTOP')
    await delay(200)
    const { reader, told } = openReader('/', parts)
    using _ = reader
    const target = targetOf(pidOf(busy), id)
    let agreed = false
    for (let attempt = 0; attempt < 40 && !agreed; attempt += 1) {
      const before = readByHand(folders(id))
      const { container, path, io, ...record } = reader.read(target) ?? { path: '' }
      agreed = JSON.stringify(before) === JSON.stringify(readByHand(folders(id)))
      if (!agreed) await delay(50)
      else expect(JSON.parse(JSON.stringify(record))).toEqual(before)
      expect({ container, path }).toEqual({ container: id, path: target.path })
    }
    expect(agreed).toBe(true)
    expect(told).toEqual([])
    for (const child of [busy, heavy]) child.kill('SIGCONT')
  })

  test('the numbers are those of what it does, in the cgroups below, too', () => {
    using reader = openReader('/', parts).reader
    const { cpu, memory, pids } = reader.read(targetOf(pidOf(heavy), id)) ?? { path: '' }
    expect(cpu?.usageNanoseconds).toBeGreaterThan(100_000_000)
    if (cpu?.quotaMicroseconds !== undefined) {
      expect(cpu.quotaMicroseconds).toBe(30_000)
      expect(cpu.throttledPeriods).toBeGreaterThan(2)
    }
    if (memory !== undefined) {
      expect(memory.limitBytes).toBe(512 << 20)
      expect(memory.usageBytes).toBeGreaterThan(48 << 20)
      expect(memory.stat?.anonBytes).toBeGreaterThan(48 << 20)
    }
    if (pids !== undefined) {
      expect(pids.limit).toBe(64)
      expect(pids.current).toBeGreaterThan(1)
    }
    const read = [cpu?.quotaMicroseconds, memory, pids].filter((found) => found !== undefined)
    expect(read.length).toBeGreaterThan(0)
  })

  test('frozen and thawed', async () => {
    using reader = openReader('/', ['freezer']).reader
    const target = targetOf(pidOf(busy), id)
    const frozen = () => reader.read(target)?.freezer?.frozen
    expect(frozen()).toBe(false)
    const [on, off] = set(id, 'freezer.state', 'FROZEN') ? ['FROZEN', 'THAWED'] : ['1', '0']
    set(id, 'cgroup.freeze', '1')
    for (let attempt = 0; attempt < 100 && frozen() !== true; attempt += 1) {
      set(id, 'freezer.state', on)
      await delay(20)
    }
    expect(frozen()).toBe(true)
    set(id, 'freezer.state', off)
    set(id, 'cgroup.freeze', '0')
    for (let attempt = 0; attempt < 100 && frozen() !== false; attempt += 1) await delay(20)
    expect(frozen()).toBe(false)
  })
})

test('the root is what its files say', () => {
  using reader = openReader('/', parts).reader
  const { cpu, cpuset } = reader.read({ path: '/', text: '' }) ?? { path: '' }
  const hand = readByHand(mounts) as { readonly cpu: { readonly usageNanoseconds: number }; readonly cpuset: unknown }
  const later = reader.read({ path: '/', text: '' })?.cpu
  expect(hand.cpu.usageNanoseconds).toBeGreaterThanOrEqual(Number(cpu?.usageNanoseconds))
  expect(hand.cpu.usageNanoseconds).toBeLessThanOrEqual(Number(later?.usageNanoseconds))
  expect(cpuset).toEqual(hand.cpuset)
})

describe('cgroups that come and go', () => {
  test('one that is made anew under the same name is read anew', () => {
    const container = containerIdOf(1)
    const { reader, told } = openReader('/', parts)
    using _ = reader
    const target = targetNamed(container)
    const before = openFiles()
    make(container)
    const first = reader.read(target)
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(3)
    const kept = openFiles() - before
    expect(kept).toBeGreaterThan(3)
    set(container, 'pids.max', '77')
    set(container, 'cpu.shares', '77')
    expect(reader.read(target)).not.toEqual(first)
    remove(container)
    make(container)
    expect(reader.read(target)).toEqual(first)
    expect(openFiles() - before).toBe(kept)
    remove(container)
    expect(reader.read(target)).toBeNull()
    expect(reader.read(target)).toBeNull()
    expect(openFiles()).toBe(before)
    expect(told).toEqual([])
  })

  test('one whose pressure is not measured lacks it, the others have it', () => {
    const [off, on] = [containerIdOf(5), containerIdOf(6)]
    using reader = openReader('/', ['pressure', 'freezer']).reader
    for (const container of [off, on]) make(container)
    const isSwitch = set(off, 'cgroup.pressure', '0')
    const [without, has] = [off, on].map((container) => reader.read(targetNamed(container)))
    for (const container of [off, on]) remove(container)
    // Kernels before 6.1 have no switch, those without PSI no files.
    expect(without?.pressure === undefined).toBe(isSwitch || !existsSync('/proc/pressure'))
    expect(has?.pressure !== undefined).toBe(existsSync('/proc/pressure'))
    expect(without?.freezer).toEqual(has?.freezer)
  })

  test('2,000 of them leave nothing behind', () => {
    const targets = Array.from({ length: 2000 }, (_, number) => targetNamed(containerIdOf(number)))
    const { reader, told } = openReader('/', ['pids', 'cpu'], 500)
    using _ = reader
    const before = openFiles()
    try {
      for (const { container = '' } of targets) make(container)
      expect(targets.filter((target) => reader.read(target) === null)).toEqual([])
      expect(openFiles() - before).toBe(500)
    } finally {
      for (const { container = '' } of targets) remove(container)
    }
    expect(targets.filter((target) => reader.read(target) !== null)).toEqual([])
    expect(openFiles()).toBe(before)
    expect(told).toEqual([])
  })

  test('one that is removed and made again all the time is there or gone, never wrong', async () => {
    const container = containerIdOf(2)
    const target = targetNamed(container)
    const loop = spawn('sh', ['-c', `while :; do mkdir "$@"; rmdir "$@"; done`, 'sh', ...folders(container)], {
      env: environmentOf(lab.runId),
      // A pipe closes when the last `mkdir` or `rmdir` has ended, too.
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    loop.stdout.resume()
    const { reader, told } = openReader('/', parts)
    using _ = reader
    const [there, gone] = [new Set<string>(), new Set<string>()]
    const end = performance.now() + 3000
    try {
      while (performance.now() < end || there.size === 0 || gone.size === 0) {
        const record = reader.read(target)
        if (record === null) gone.add('gone')
        else there.add(Object.keys(record).join())
        if (there.size + gone.size > 1000) await delay(0)
      }
    } finally {
      loop.kill('SIGKILL')
      await new Promise((resolve) => loop.once('close', resolve))
    }
    expect(told).toEqual([])
    for (const path of folders(container).filter(existsSync)) rmdirSync(path)
    // What was missing because the cgroup was going is there again: no file is taken for one that this kernel lacks.
    make(container)
    using fresh = openReader('/', parts).reader
    expect(reader.read(target)).toEqual(fresh.read(target))
    remove(container)
    expect(reader.read(target)).toBeNull()
  })
})

test('a process without descriptors left gives some back and reads on', () => {
  const targets = Array.from({ length: 40 }, (_, number) => targetNamed(containerIdOf(number + 100)))
  const limit = (soft: number): void => {
    spawnSync('prlimit', ['--pid', `${process.pid}`, `--nofile=${soft}:`], { stdio: 'ignore' })
  }
  const soft = Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  for (const { container = '' } of targets) make(container)
  const { reader, told } = openReader('/', parts, 1_000_000)
  const expected = targets.map((target) => openReader('/', parts, 0).reader.read(target))
  limit(openFiles() + 60)
  try {
    expect(targets.map((target) => reader.read(target))).toEqual(expected)
    expect(targets.map((target) => reader.read(target))).toEqual(expected)
  } finally {
    reader[Symbol.dispose]()
    limit(soft)
  }
  for (const { container = '' } of targets) remove(container)
  expect(told).toEqual([])
})
