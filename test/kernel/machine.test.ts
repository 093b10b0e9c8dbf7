import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMachineFacts } from '../../collectors/machine/facts.ts'
import { readMachineUsage } from '../../collectors/machine/machine.ts'
import type { Disk, Filesystem } from '../../collectors/machine/record.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'

const paths = hostPaths('/')
const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
const usage = () => readMachineUsage(paths, { filesystems: true })

/** The reading lies between what the file said before and after it. */
const between = (file: () => readonly number[], read: () => readonly (number | bigint)[]): void => {
  const before = file()
  const found = read().map(Number)
  const after = file()
  expect(found.length).toBe(before.length)
  for (const [index, value] of found.entries()) {
    expect(value).toBeGreaterThanOrEqual(before[index] ?? Number.NaN)
    expect(value).toBeLessThanOrEqual(after[index] ?? Number.NaN)
  }
}

describe('against the files of the kernel', () => {
  test('processor time', () => {
    between(
      () =>
        run('head', '-1', '/proc/stat')
          .trim()
          .split(/ +/)
          .slice(1, 9)
          // Idle and I/O waiting time may go back a little (proc_stat(5)).
          .flatMap((ticks, field) => (field === 3 || field === 4 ? [] : [Number(ticks) * 1e7])),
      () => {
        const { idleNanoseconds, iowaitNanoseconds, ...rest } = usage().cpu ?? expect.fail()
        expect([idleNanoseconds, iowaitNanoseconds]).not.toContain(0)
        return Object.values(rest)
      },
    )
  })

  test('disks', () => {
    const [disk] = usage().disks
    if (disk === undefined) return expect.fail('the disk is missing')
    const columns = [4, 5, 6, 7, 8, 9, 10, 11]
    const counters = ({ reads, readsMerged, sectorsRead, readMilliseconds, ...rest }: Disk) => [
      ...[reads, readsMerged, sectorsRead, readMilliseconds],
      ...[rest.writes, rest.writesMerged, rest.sectorsWritten, rest.writeMilliseconds],
    ]
    between(
      () => {
        const line = run('grep', ` ${disk.device} `, '/proc/diskstats').trim().split(/ +/)
        return columns.map((column) => Number(line[column - 1]))
      },
      () => counters(usage().disks.find(({ device }) => device === disk.device) ?? disk),
    )
    const whole = run('ls', '/sys/block').trim().split('\n')
    const mounted = usage().filesystems.map(({ device }) => device.replace('/dev/', ''))
    expect(usage().disks.filter(({ device }) => !whole.includes(device) && !mounted.includes(device))).toEqual([])
  })

  test('memory and load', () => {
    const kilobytes = (name: string): number =>
      Number(run('grep', `^${name}:`, '/proc/meminfo').match(/\d+/)?.[0]) * 1024
    const { memory, load } = usage()
    expect(memory?.totalBytes).toBe(kilobytes('MemTotal'))
    expect(memory?.swapTotalBytes).toBe(kilobytes('SwapTotal'))
    const slack = 64 * 2 ** 20
    expect(Math.abs(Number(memory?.availableBytes) - kilobytes('MemAvailable'))).toBeLessThan(slack)
    expect(Math.abs(Number(memory?.cachedBytes) - kilobytes('Cached'))).toBeLessThan(slack)
    expect(Math.abs(Number(memory?.anonBytes) - kilobytes('AnonPages'))).toBeLessThan(slack)
    expect(load).toBeDefined()
    const words = run('cat', '/proc/loadavg').split(' ')
    expect(Math.abs((load?.fifteen ?? Number.NaN) - Number(words[2]))).toBeLessThan(0.5)
  })

  test('facts', () => {
    const facts = readMachineFacts(paths)
    const rows = run('lscpu', '-p=CPU,CORE,SOCKET')
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .map((line) => line.split(','))
    expect(facts).toMatchObject({
      bootId: run('cat', '/proc/sys/kernel/random/boot_id').trim(),
      logicalCores: rows.length,
      physicalCores: new Set(rows.map(([, core]) => core)).size,
      sockets: new Set(rows.map(([, , socket]) => socket)).size,
    })
    expect(facts.machineId).toBe(run('sh', '-c', 'cat /etc/machine-id 2>/dev/null || true').trim())
  })
})

/** Sizes as `df` states them; it divides root's part from what is available as we do. */
const df = (mountPoint: string) => {
  const columns = run('df', '-B1', '--output=size,used,avail,itotal,iavail', mountPoint).trim().split('\n')[1]
  const [size, used, available, inodes, freeInodes] = columns?.trim().split(/ +/).map(Number) ?? []
  return { size, used, available, inodes, freeInodes }
}

const asDf = ({ sizeBytes, freeBytes, availableBytes, inodes, freeInodes }: Filesystem): ReturnType<typeof df> => ({
  size: Number(sizeBytes),
  used: Number(sizeBytes) - Number(freeBytes),
  available: Number(availableBytes),
  inodes: Number(inodes),
  freeInodes: Number(freeInodes),
})

describe('filesystems', () => {
  let folder: string
  const mounted: string[] = []
  const mount = (target: string, ...args: readonly string[]): void => {
    run('mount', '-n', ...args, target)
    mounted.unshift(target)
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'netloupe-fs-'))
    for (const name of ['a b\\c', 'b', 'covered']) mkdirSync(join(folder, name))
    for (const [image, target] of [
      ['one', 'a b\\c'],
      ['two', 'covered'],
    ] as const) {
      run('truncate', '-s', '16M', join(folder, image))
      run('mkfs.ext4', '-q', join(folder, image))
      mount(join(folder, target), '-o', 'loop', join(folder, image))
    }
  })

  afterAll(() => {
    for (const target of mounted) run('umount', '-n', target)
    rmSync(folder, { recursive: true })
  })

  const below = (): readonly Filesystem[] =>
    usage().filesystems.filter(({ mountPoint }) => mountPoint.startsWith(folder))

  test('are what df says, with odd names too', () => {
    const [one] = below()
    expect(one).toMatchObject({ mountPoint: join(folder, 'a b\\c'), type: 'ext4' })
    expect(one && asDf(one)).toEqual(df(join(folder, 'a b\\c')))
    const root = usage().filesystems.find(({ mountPoint }) => mountPoint === '/')
    if (root) expect(asDf(root)).toMatchObject({ size: df('/').size, inodes: df('/').inodes })
    const devices = run('df', '-P', '--local', '-x', 'squashfs', '-x', 'iso9660').match(/^\/dev\/\S+/gm)
    expect(
      usage()
        .filesystems.map(({ device }) => device)
        .filter((device) => device.startsWith('/dev/'))
        .sort(),
    ).toEqual([...new Set(devices)].sort())
  })

  test('each once, however often it is mounted', () => {
    mount(join(folder, 'b'), '--bind', join(folder, 'a b\\c'))
    expect(below().map(({ mountPoint }) => mountPoint)).toEqual([join(folder, 'b'), join(folder, 'covered')])
  })

  test('one that another mount covers is left out, rather than the other measured for it', () => {
    mount(join(folder, 'covered'), '-t', 'tmpfs', 'tmpfs')
    expect(below().map(({ mountPoint }) => mountPoint)).toEqual([join(folder, 'b')])
  })

  test('a device is shown with its disk: loop devices that carry one', () => {
    const device = below()[0]?.device.replace('/dev/', '')
    expect(readFileSync('/proc/diskstats', 'utf8')).toContain(` ${device} `)
    expect(usage().disks.map((disk) => disk.device)).toContain(device)
  })
})
