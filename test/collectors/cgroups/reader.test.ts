import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CgroupTarget } from '../../../collectors/cgroups/reader.ts'
import { openReader } from './read-tree.ts'
import { buildTree, openTree, type Tree } from './tree.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]
const mountinfo = '34 24 0:29 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'
const folderOf = (id: string): string => `sys/fs/cgroup/docker/${id}`
const targetOf = (id: string): CgroupTarget => ({ container: id, path: `/docker/${id}`, text: `0::/docker/${id}\n` })

/** A host on version 2 whose containers have these files. */
const hostWith = (containers: Readonly<Record<string, Readonly<Record<string, string>>>>): Tree => {
  const files = new Map([['proc/1/mountinfo', mountinfo]])
  for (const [id, its] of Object.entries(containers))
    for (const [name, content] of Object.entries(its)) files.set(`${folderOf(id)}/${name}`, content)
  return buildTree(files)
}

const openFiles = (): number => readdirSync('/proc/self/fd').length

const pids = { 'pids.current': '3\n', 'pids.max': '10\n', 'pids.events': 'max 0\n' }

describe('a file that is damaged or may not be read', () => {
  test.each([
    ['pids.current', '3', 'pids.current: ends within a line at byte 1'],
    ['pids.current', '', 'pids.current: expected a number at byte 0'],
    ['pids.current', 'three\n', 'pids.current: expected a number at byte 0'],
    ['pids.max', 'mux\n', 'pids.max: expected a number at byte 0'],
    ['pids.events', 'max\n', 'pids.events: a line without a value at byte 0'],
  ])('%s with %j: its field is absent, the others are there, and it is said once', (name, content, message) => {
    using tree = hostWith({ [a]: { ...pids, [name]: content }, [b]: { ...pids, [name]: content } })
    const { reader, told } = openReader(tree.root, ['pids'])
    using _ = reader
    const fields = { current: 3, limit: 10, limitHits: 0 }
    const field = { 'pids.current': 'current', 'pids.max': 'limit' }[name] ?? 'limitHits'
    const left = Object.fromEntries(Object.entries(fields).filter(([key]) => key !== field))
    const targets = [targetOf(a), targetOf(b)]
    const read = () => targets.map((target) => reader.read(target)?.pids)
    expect([...read(), ...read()]).toEqual([left, left, left, left])
    expect(told).toEqual([{ kind: 'malformed', message, about: `container ${a.slice(0, 12)}` }])
    reader.begin()
    read()
    expect(told).toHaveLength(2)
    tree.put(`${folderOf(a)}/${name}`, pids[name as keyof typeof pids])
    expect(reader.read(targetOf(a))?.pids).toEqual(fields)
  })

  test('a folder in its place is no reason to give up', () => {
    using tree = hostWith({ [a]: { 'pids.current': '3\n', 'pids.max/x': '' } })
    const { reader, told } = openReader(tree.root, ['pids'])
    using _ = reader
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3 })
    expect(told.map(({ kind }) => kind)).toEqual(['unavailable'])
  })

  test('for someone without the permission it is denied, once', () => {
    using tree = hostWith({ [a]: pids, [b]: pids })
    for (const id of [a, b]) tree.deny(`${folderOf(id)}/pids.max`)
    const { reader, told } = openReader(tree.root, ['pids'])
    using _ = reader
    const { seteuid } = process
    if (seteuid === undefined) throw new Error('this test changes its user')
    try {
      seteuid(65534)
      expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3, limitHits: 0 })
      expect(reader.read(targetOf(b))?.pids).toEqual({ current: 3, limitHits: 0 })
    } finally {
      seteuid(0)
    }
    const message = 'read pids.max: permission denied (EACCES)'
    expect(told).toEqual([{ kind: 'denied', message, about: `container ${a.slice(0, 12)}` }])
  })
})

describe('a file that is not there', () => {
  test('is not asked for any more after a second, in no cgroup', async () => {
    using tree = hostWith({ [a]: { 'pids.current': '3\n' }, [b]: { 'pids.current': '3\n' } })
    using reader = openReader(tree.root, ['pids']).reader
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3 })
    await delay(1050)
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3 })
    for (const id of [a, b]) tree.put(`${folderOf(id)}/pids.max`, '10\n')
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3 })
    expect(reader.read(targetOf(b))?.pids).toEqual({ current: 3 })
    using other = openReader(tree.root, ['pids']).reader
    expect(other.read(targetOf(b))?.pids).toEqual({ current: 3, limit: 10 })
  })

  test('because its cgroup is gone, is asked for in the others', () => {
    using tree = hostWith({ [b]: pids })
    using reader = openReader(tree.root, ['pids']).reader
    expect(reader.read(targetOf(a))).toBeNull()
    expect(reader.read(targetOf(b))?.pids).toEqual({ current: 3, limit: 10, limitHits: 0 })
  })

  test('because its controller is not enabled there, is asked for in the others, and there again', () => {
    using tree = hostWith({ [a]: { 'cgroup.events': 'populated 1\nfrozen 0\n' }, [b]: pids })
    using reader = openReader(tree.root, ['pids', 'freezer']).reader
    expect(reader.read(targetOf(a))).toEqual({ container: a, path: `/docker/${a}`, freezer: { frozen: false } })
    expect(reader.read(targetOf(b))?.pids).toEqual({ current: 3, limit: 10, limitHits: 0 })
    for (const [name, content] of Object.entries(pids)) tree.put(`${folderOf(a)}/${name}`, content)
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3, limit: 10, limitHits: 0 })
  })

  test('in the root of version 2 may be there in the others', () => {
    using tree = openTree('v2-6.1-custom-mount')
    using reader = openReader(tree.root, ['memory']).reader
    const [root, container] = tree.targets.map((target) => reader.read(target)?.memory)
    expect(root?.usageBytes).toBeUndefined()
    expect(container?.usageBytes).toBe(220078080)
  })
})

describe('a cgroup', () => {
  test('that has moved is read where it is now', () => {
    using tree = hostWith({ [a]: pids })
    const { reader, told } = openReader(tree.root, ['pids'])
    using _ = reader
    expect(reader.read(targetOf(a))?.pids).toEqual({ current: 3, limit: 10, limitHits: 0 })
    const moved = { ...targetOf(a), text: `0::/system.slice/docker-${a}.scope\n` }
    expect(reader.read(moved)).toBeNull()
    tree.put(`sys/fs/cgroup/system.slice/docker-${a}.scope/pids.current`, '5\n')
    expect(reader.read(moved)?.pids).toEqual({ current: 5 })
    expect(told).toEqual([])
  })

  test('outside of what is mounted is said, with what to do', () => {
    using tree = hostWith({ [a]: pids })
    const { reader, told } = openReader(tree.root, ['pids', 'cpu'])
    using _ = reader
    expect(reader.read({ container: a, path: `/../${a}`, text: `0::/../${a}\n` })).toBeNull()
    expect(told.map(({ kind }) => kind)).toEqual(['unavailable'])
    expect(told[0]?.message).toContain('--cgroupns=host')
  })

  test('of a host without cgroups is null, and it is said', () => {
    using tree = buildTree(new Map([['proc/1/mountinfo', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n']]))
    const { reader, told } = openReader(tree.root)
    using _ = reader
    expect(reader.read(targetOf(a))).toBeNull()
    expect(told.map(({ kind, message }) => [kind, message])).toEqual([
      ['unavailable', 'no cgroup hierarchy is mounted'],
    ])
  })
})

describe('files', () => {
  test('that are longer than the buffer are read whole', () => {
    const lines = Array.from({ length: 3000 }, (_, minor) => `259:${minor} rbytes=${minor} wbytes=1 rios=1 wios=1\n`)
    using tree = hostWith({ [a]: { 'io.stat': lines.join('') } })
    const { reader, told } = openReader(tree.root, ['io'])
    using _ = reader
    expect(statSync(join(tree.root, folderOf(a), 'io.stat')).size).toBeGreaterThan(100_000)
    const devices = reader.read(targetOf(a))?.io ?? []
    expect(devices.map(({ minor, readBytes }) => [minor, readBytes])).toEqual(lines.map((_, minor) => [minor, minor]))
    expect(told).toEqual([])
  })

  test('are kept as many as allowed, and all are closed in the end', () => {
    using tree = openTree('v2-6.1-custom-mount')
    const before = openFiles()
    for (const budget of [0, 1, 10, 1000]) {
      const { reader, told } = openReader(tree.root, undefined, budget)
      const first = tree.targets.map((target) => reader.read(target))
      const kept = openFiles() - before
      expect(kept).toBeGreaterThan(Math.min(budget, 40) - 1)
      expect(kept).toBeLessThan(budget + 1)
      expect(tree.targets.map((target) => reader.read(target))).toEqual(first)
      expect(openFiles() - before).toBe(kept)
      reader.keepOnly(tree.targets.slice(1))
      expect(openFiles() - before).toBeLessThan(Math.max(kept, 1))
      reader[Symbol.dispose]()
      expect(openFiles()).toBe(before)
      expect(told).toEqual([])
    }
  })

  test('of a cgroup that is gone are closed at once', () => {
    using tree = hostWith({ [a]: pids })
    using reader = openReader(tree.root, ['pids']).reader
    const before = openFiles()
    reader.read(targetOf(a))
    expect(openFiles()).toBe(before + 3)
    rmSync(join(tree.root, folderOf(a)), { recursive: true })
    // Files of a disk live on while they are open; those of a cgroup do not.
    reader.keepOnly([])
    expect(reader.read(targetOf(a))).toBeNull()
    expect(openFiles()).toBe(before)
  })
})

test('a cgroup that is below no mount is gone, which is said at each reading', () => {
  using tree = buildTree(
    new Map([
      ['proc/1/mountinfo', mountinfo.replace(' / ', ' /docker/another ')],
      [`${folderOf(a)}/pids.current`, '3\n'],
    ]),
  )
  const { reader, told } = openReader(tree.root, ['pids'])
  using _ = reader
  for (let round = 1; round < 4; round++) {
    reader.begin()
    expect([a, b].map((id) => reader.read(targetOf(id)))).toEqual([null, null])
    expect(told.map(({ kind }) => kind)).toEqual(Array(round).fill('unavailable'))
  }
})

test('a device gets its name when there is one, and a new one when its number is given away', () => {
  using tree = hostWith({ [a]: { 'io.stat': '8:0 rbytes=1 wbytes=1 rios=1 wios=1\n' } })
  using reader = openReader(tree.root, ['io']).reader
  const name = () => reader.read(targetOf(a))?.io?.map(({ device }) => device)
  expect(name()).toEqual([''])
  tree.put('sys/dev/block/8:0/uevent', 'MAJOR=8\nMINOR=0\nDEVNAME=cciss/c0d0\nDEVTYPE=disk\n')
  expect(name()).toEqual(['cciss/c0d0'])
  tree.put('sys/dev/block/8:0/uevent', 'MAJOR=8\nMINOR=0\nDEVNAME=sdz\nDEVTYPE=disk\n')
  expect(name()).toEqual(['cciss/c0d0'])
  reader.keepOnly([targetOf(a)])
  expect(name()).toEqual(['sdz'])
})
