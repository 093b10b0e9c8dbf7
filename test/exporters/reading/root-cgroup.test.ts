import { expect, test } from 'vitest'
import { rootCgroup } from '../../../exporters/reading/root-cgroup.ts'
import { wholeDisks } from '../../../exporters/reading/whole-disks.ts'
import { blankUsage, exampleUsage } from '../example-usage.ts'

test('on version 2, where the root cgroup has no memory files, memory is what the machine says', () => {
  const { memory, path } = rootCgroup(exampleUsage(2))
  expect(path).toBe('/')
  expect(memory).toMatchObject({
    usageBytes: 1_000_003 + 2_000_002 + 100_001,
    swapBytes: 4096,
    limitBytes: 2 ** 33,
    swapLimitBytes: 2 ** 31,
    stat: { anonBytes: 1_000_003, fileBytes: 2_100_003, inactiveFileBytes: 800_007, mappedFileBytes: 300_004 },
  })
})

test('on version 1 it is what the root cgroup says, and the limit is the machine’s', () => {
  const { memory, cpu } = rootCgroup(exampleUsage(1))
  expect(memory).toMatchObject({ usageBytes: 3_000_000, limitBytes: 2 ** 33, stat: { anonBytes: 1_000_001 } })
  expect(memory?.stat?.fileBytes).toBe(2_100_003)
  expect(cpu).toMatchObject({ usageNanoseconds: 9_000_000_001, shares: 1024 })
})

test('processor time without a root cgroup is that of /proc/stat, idle and stolen time aside', () => {
  const { machine } = exampleUsage(2)
  if (machine === undefined) throw new Error('the example has a machine')
  expect(rootCgroup({ ...blankUsage, machine }).cpu).toEqual({
    usageNanoseconds: 9_000_000_000,
    userNanoseconds: 6_000_000_000,
    systemNanoseconds: 3_000_000_000,
  })
})

test('bytes of disks are sectors of 512 bytes, whatever the cgroup says', () => {
  expect(rootCgroup(exampleUsage(1)).io).toEqual([
    {
      major: 8,
      minor: 0,
      device: 'sda',
      readBytes: 1003 * 512,
      writeBytes: 1007 * 512,
      readOperations: 1001,
      writeOperations: 1005,
    },
    expect.objectContaining({ device: 'nvme0n1' }),
  ])
})

test('with nothing read there is nothing to say', () => {
  const { machineFacts: _, ...nothing } = blankUsage
  expect(rootCgroup(nothing)).toEqual({ path: '/' })
})

test('partitions do not count beside their disk; what only looks like one does', () => {
  const names = (...devices: readonly string[]): string[] => {
    const [disk] = exampleUsage(2).machine?.disks ?? []
    if (disk === undefined) throw new Error('the example has disks')
    return wholeDisks(devices.map((device) => ({ ...disk, device }))).map(({ device }) => device)
  }
  expect(names('sda', 'sda1', 'sda12', 'sdaa', 'sdaa1')).toEqual(['sda', 'sdaa'])
  expect(names('nvme0n1', 'nvme0n1p1', 'nvme0n2')).toEqual(['nvme0n1', 'nvme0n2'])
  expect(names('mmcblk0', 'mmcblk0p2', 'mmcblk0boot0')).toEqual(['mmcblk0', 'mmcblk0boot0'])
  expect(names('dm-1', 'dm-10', 'loop1', 'loop10', 'md0', 'md0p1', 'xvda1')).toEqual([
    'dm-1',
    'dm-10',
    'loop1',
    'loop10',
    'md0',
    'xvda1',
  ])
})
