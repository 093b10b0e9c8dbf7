import { expect, test } from 'vitest'
import { cgroupParts } from '../../../collectors/cgroups/record.ts'
import { type Usage, type UsageRead, usageReads } from '../../../collectors/usage-record.ts'
import { groupNames, groups } from '../../../exporters/prometheus/groups/index.ts'
import { exampleUsage } from '../example-usage.ts'
import { exampleOf, scrapeText } from './scrape-text.ts'

/** What is left of a usage when only these parts were read. Sizes stay: they are measured in the background. */
const only = (reads: readonly UsageRead[], usage: Usage): Usage => {
  const list = <T>(read: UsageRead, values: readonly T[]): readonly T[] => (reads.includes(read) ? values : [])
  const { machine, machineFacts, ...others } = usage
  const needsMachine = reads.includes('machine') || reads.includes('filesystems')
  return {
    ...others,
    cgroups: usage.cgroups.map((cgroup) => {
      const left = { ...cgroup }
      for (const part of cgroupParts) if (!reads.includes(part)) delete left[part]
      return left
    }),
    interfaces: list('interfaces', usage.interfaces),
    protocols: list('protocols', usage.protocols),
    conntrack: list('conntrack', usage.conntrack),
    tcpStates: list('tcpStates', usage.tcpStates),
    udpQueues: list('udpQueues', usage.udpQueues),
    nftCounters: list('rules', usage.nftCounters),
    xtCounters: list('rules', usage.xtCounters),
    processes: usage.processes
      .filter(() => reads.includes('processes') || reads.includes('tasks'))
      .map(({ openFiles, openSockets, tasks, ...process }) => ({
        ...process,
        ...(reads.includes('openFiles') && openFiles !== undefined && { openFiles }),
        ...(reads.includes('openFiles') && openSockets !== undefined && { openSockets }),
        ...(reads.includes('tasks') && tasks && { tasks }),
      })),
    ...(needsMachine && machine && { machine }),
    ...(needsMachine && machineFacts && { machineFacts }),
  }
}

test.each(groupNames)('%s shows all that it can when only what it asks for is read', async (name) => {
  const group = groups[name]
  for (const version of [1, 2] as const) {
    const usage = only(group.reads, exampleUsage(version))
    const needed = await scrapeText(exampleOf(version, { usage }), { groups: [group] })
    expect(needed).toBe(await scrapeText(exampleOf(version), { groups: [group] }))
    if (version === 2) expect(needed).not.toBe('')
  }
})

test('everything that can be read is asked for by some group', () => {
  const asked = new Set<UsageRead>(Object.values(groups).flatMap(({ reads }) => reads))
  expect(usageReads.filter((read) => !asked.has(read))).toEqual([])
})
