import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { readMachineFacts } from '../../../collectors/machine/facts.ts'
import { readMachineUsage } from '../../../collectors/machine/machine.ts'
import { machineFactsShape, machineUsageShape } from '../../../collectors/machine/record.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'
import { fileTree } from '../file-tree.ts'

const ajv = new Ajv({ strict: false })

const usageOf = (files: { readonly [path: string]: string }) => {
  using tree = fileTree(files)
  const usage = readMachineUsage(hostPaths(tree.root), { filesystems: true })
  expect(ajv.validate(machineUsageShape.json, JSON.parse(JSON.stringify(usage, plain)))).toBe(true)
  return usage
}

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

const meminfo = (values: { readonly [name: string]: number }): string =>
  Object.entries(values)
    .map(([name, kilobytes]) => `${`${name}:`.padEnd(16)}${String(kilobytes).padStart(8)} kB\n`)
    .join('')

const stat64 = 'cpu  4705 150 1120 16250856 2290 127 456 3 7 0\ncpu0 1 0 0 1 0 0 0 0 0 0\nintr 1 2\nbtime 1763736699\n'

/** Of a server with NVMe, an SD card, a software RAID and LVM, on 6.1. */
const diskstats = ` 259       0 nvme0n1 61420 1184 4716548 21034 98304 45120 8821760 151003 2 90112 172037 512 0 1048576 100 4096 77
 259       1 nvme0n1p1 310 20 18430 90 2 0 2 0 0 100 90 0 0 0 0 0 0
 259       2 nvme0n1p2 60000 1100 4690000 20900 98302 45120 8821758 151003 0 90000 171903 512 0 1048576 100 0 0
 179       0 mmcblk0 800 12 40000 900 0 0 0 0 0 880 900 0 0 0 0 0 0
   9     127 md127 5120 0 40960 0 7680 0 61440 0 0 0 0 0 0 0 0 0 0
 253       0 dm-0 59000 0 4680000 21000 143000 0 8821000 400000 0 91000 421000 512 0 1048576 60 0 0
   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
   7       1 loop1 44 0 700 3 0 0 0 0 0 12 3 0 0 0 0 0 0
   1       0 ram0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
  11       0 sr0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
 104       0 cciss/c0d0 18446744073709551615 0 18446744073709551614 0 1 0 0 0 0 0 0
`
const block = ['nvme0n1', 'mmcblk0', 'md127', 'dm-0', 'loop0', 'loop1', 'ram0', 'sr0', 'cciss!c0d0']

describe('the machine now', () => {
  it('has processor time in nanoseconds, exact beyond 2^53', () => {
    expect(usageOf({ 'proc/stat': stat64 }).cpu).toEqual({
      userNanoseconds: 47_050_000_000,
      niceNanoseconds: 1_500_000_000,
      systemNanoseconds: 11_200_000_000,
      idleNanoseconds: 162_508_560_000_000,
      iowaitNanoseconds: 22_900_000_000,
      irqNanoseconds: 1_270_000_000,
      softirqNanoseconds: 4_560_000_000,
      stealNanoseconds: 30_000_000,
    })
    expect(usageOf({ 'proc/stat': 'cpu  1 0 1 900719925475 0 0 0\n' }).cpu).toMatchObject({
      idleNanoseconds: 9_007_199_254_750_000_000n,
      stealNanoseconds: 0,
    })
  })

  it('has memory, with what old kernels do not tell left out', () => {
    const old = { MemTotal: 1_020_000, MemFree: 50_000, Buffers: 10, Cached: 20, AnonPages: 30, Slab: 5, SwapTotal: 0 }
    const { memory } = usageOf({ 'proc/meminfo': `${meminfo(old)}HugePages_Total:       0\n` })
    expect(memory).toMatchObject({ totalBytes: 1_044_480_000, anonBytes: 30_720, swapTotalBytes: 0, swapFreeBytes: 0 })
    expect(memory).not.toHaveProperty('availableBytes')
    const present = { ...old, MemAvailable: 7, 'Active(file)': 8, 'Inactive(file)': 9, SwapTotal: 4, SwapFree: 3 }
    expect(usageOf({ 'proc/meminfo': meminfo(present) }).memory).toMatchObject({
      availableBytes: 7168,
      activeFileBytes: 8192,
      inactiveFileBytes: 9216,
      swapTotalBytes: 4096,
      swapFreeBytes: 3072,
    })
  })

  it('has the load', () => {
    expect(usageOf({ 'proc/loadavg': '0.20 1.18 120.12 1/80 11206\n' }).load).toEqual({
      one: 0.2,
      five: 1.18,
      fifteen: 120.12,
    })
  })

  it('has whole disks of every driver, and no partition without a filesystem', () => {
    const files = Object.fromEntries(block.map((name) => [`sys/block/${name}/size`, '1\n']))
    const { disks } = usageOf({ 'proc/diskstats': diskstats, ...files })
    expect(disks.map(({ device }) => device)).toEqual(['nvme0n1', 'mmcblk0', 'md127', 'dm-0', 'loop1', 'cciss/c0d0'])
    expect(disks[0]).toEqual({
      major: 259,
      minor: 0,
      device: 'nvme0n1',
      reads: 61420,
      readsMerged: 1184,
      sectorsRead: 4716548,
      readMilliseconds: 21034,
      writes: 98304,
      writesMerged: 45120,
      sectorsWritten: 8821760,
      writeMilliseconds: 151003,
      inProgress: 2,
      ioMilliseconds: 90112,
      weightedMilliseconds: 172037,
      discards: 512,
      sectorsDiscarded: 1048576,
    })
    expect(disks.at(-1)).toMatchObject({ reads: 2n ** 64n - 1n, sectorsRead: 2n ** 64n - 2n })
    expect(disks.at(-1)).not.toHaveProperty('discards')
  })

  it('has all devices that were ever used where sysfs tells no disks', () => {
    expect(usageOf({ 'proc/diskstats': diskstats }).disks.map(({ device }) => device)).toContain('nvme0n1p2')
  })

  it('has nothing of a host without procfs', () => {
    expect(usageOf({})).toEqual({ disks: [], filesystems: [] })
  })

  it('never fails on text that ends anywhere', () => {
    const texts = {
      'proc/stat': stat64,
      'proc/meminfo': meminfo({ MemTotal: 1000, MemFree: 10 }),
      'proc/loadavg': '0.20 0.18 0.12 1/80 11206\n',
      'proc/diskstats': diskstats.slice(0, 250),
    }
    const longest = Math.max(...Object.values(texts).map((text) => text.length))
    for (let length = 0; length < longest; length += 3) {
      const cut = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, text.slice(0, length)]))
      const { memory } = usageOf(cut)
      expect([undefined, 1_024_000]).toContain(memory?.totalBytes)
    }
  })
})

describe('what stays', () => {
  const factsOf = (files: { readonly [path: string]: string }) => {
    using tree = fileTree(files)
    const facts = readMachineFacts(hostPaths(tree.root))
    expect(ajv.validate(machineFactsShape.json, facts)).toBe(true)
    return facts
  }

  const online = (cpus: readonly (readonly [cpu: number, siblings: string, socket: number])[]) =>
    Object.fromEntries(
      cpus.flatMap(([cpu, siblings, socket]) => {
        const folder = `sys/devices/system/cpu/cpu${cpu}/topology`
        return [
          [`${folder}/thread_siblings_list`, `${siblings}\n`],
          [`${folder}/physical_package_id`, `${socket}\n`],
        ]
      }),
    )

  it('counts the cores of two sockets, whose core ids are the same, and no processor that is offline', () => {
    const facts = factsOf({
      ...online([
        [0, '0,4', 0],
        [4, '0,4', 0],
        [1, '1,5', 0],
        [5, '1,5', 0],
        [2, '2,6', 1],
        [6, '2,6', 1],
        [3, '3', 1],
      ]),
      'sys/devices/system/cpu/cpu7/online': '0\n',
      'sys/devices/system/cpu/cpufreq/x': '',
    })
    expect(facts).toMatchObject({ logicalCores: 7, physicalCores: 4, sockets: 2 })
  })

  it('reads cpuinfo where sysfs has no topology', () => {
    const thread = (processor: number, socket: number, core: number): string =>
      `processor\t: ${processor}\nphysical id\t: ${socket}\nsiblings\t: 4\ncore id\t\t: ${core}\ncpu cores\t: 2\n\n`
    const cpuinfo = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 1],
    ].map(([socket = 0, core = 0], index) => thread(index, socket, core))
    expect(factsOf({ 'proc/cpuinfo': cpuinfo.join('') })).toMatchObject({
      logicalCores: 6,
      physicalCores: 4,
      sockets: 2,
    })
  })

  it('takes each processor for a core on ARM, whose cpuinfo names none', () => {
    const processor = (index: number): string => `processor\t: ${index}\nBogoMIPS\t: 108.00\nCPU part\t: 0xd08\n\n`
    const cpuinfo = `${[0, 1, 2, 3].map(processor).join('')}Hardware\t: BCM2835\nModel\t\t: Raspberry Pi 4 Model B\n`
    expect(factsOf({ 'proc/cpuinfo': cpuinfo })).toMatchObject({ logicalCores: 4, physicalCores: 4, sockets: 1 })
  })

  it('takes ids from wherever they are', () => {
    const files = {
      'var/lib/dbus/machine-id': '0123456789abcdef0123456789abcdef\n',
      'proc/device-tree/vm,uuid': '6b3e2f10-0000-4000-8000-000000000001\0',
      'proc/sys/kernel/random/boot_id': '556807de-103e-47ce-86ed-d3ef344de57b\n',
      'proc/meminfo': meminfo({ MemTotal: 4, SwapTotal: 2 }),
    }
    expect(factsOf(files)).toMatchObject({
      machineId: '0123456789abcdef0123456789abcdef',
      systemUuid: '6b3e2f10-0000-4000-8000-000000000001',
      bootId: '556807de-103e-47ce-86ed-d3ef344de57b',
      memoryBytes: 4096,
      swapBytes: 2048,
    })
    const more = { 'etc/machine-id': 'f\n', 'sys/class/dmi/id/product_uuid': 'u\n' }
    expect(factsOf({ ...files, ...more })).toMatchObject({ machineId: 'f', systemUuid: 'u' })
    expect(factsOf({})).toMatchObject({ machineId: '', systemUuid: '', bootId: '', logicalCores: 0 })
  })
})
