import { expect, test } from 'vitest'
import { viewOf } from '../../../agent/live/view.ts'
import type { NftTableRecord } from '../../../collectors/nftables.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { groups } from '../../../exporters/prometheus/groups/index.ts'
import { nftables } from '../example-firewall.ts'
import { exampleSnapshot, ids } from '../example-snapshot.ts'
import { exampleUsage } from '../example-usage.ts'
import { samplesOf, scrapeText, valuesOf } from './scrape-text.ts'

const packets = 'netloupe_firewall_dropped_packets_total'
const bytes = 'netloupe_firewall_dropped_bytes_total'

const textOf = (changes: Partial<Snapshot> = {}, usage: Usage | null = exampleUsage(2)): Promise<string> =>
  scrapeText(viewOf({ ...exampleSnapshot, ...changes }, usage), { groups: [groups.rules] })

test('rules of one chain with the same text are one series, with all digits of the sum', async () => {
  const text = await textOf()
  expect(valuesOf(text, packets, 'rule="-o br-shop -j DROP"')).toEqual([`${2n ** 53n - 1n + 101n}`])
  expect(valuesOf(text, bytes, 'rule="-o br-shop -j DROP"')).toEqual([`${2n ** 60n + 10_100n}`])
})

test('what does not count has no series, nor what accepts, nor what a container drops for itself', async () => {
  const series = [...samplesOf(await textOf()).keys()].filter((one) => one.startsWith(packets))
  expect(series).toHaveLength(7)
  expect(series.filter((one) => /dport 24|ACCEPT|table="own"/.test(one))).toEqual([])
})

test('a rule that is gone since the last look has no series; figures of that look are never mixed with newer ones', async () => {
  const usage = exampleUsage(2)
  const [filter, ...others] = usage.nftCounters
  if (filter === undefined) throw new Error('the example has counters')
  const gone = await textOf(
    {},
    { ...usage, nftCounters: [{ ...filter, handles: [12], packets: [1], bytes: [1] }, ...others] },
  )
  expect(valuesOf(gone, packets, 'chain="DOCKER"')).toEqual([])
  const unread = await textOf({}, { ...usage, nftCounters: [], xtCounters: [] })
  expect(unread).not.toContain(packets)
  // A chain of a legacy table that has another length by now.
  const [legacy] = usage.xtCounters
  if (legacy === undefined) throw new Error('the example has counters')
  const longer = { ...legacy, chains: [{ name: 'FORWARD', packets: [0, 108, 0], bytes: [0, 1, 0] }] }
  const changed = await textOf({}, { ...usage, xtCounters: [longer] })
  expect(valuesOf(changed, packets, 'backend="iptables-legacy"')).toEqual(['109'])
})

test('while nothing was counted at all, the look says what there was', async () => {
  const text = await textOf({}, null)
  expect(valuesOf(text, packets, 'rule="-o br-shop -j DROP"')).toEqual(['2'])
  expect(valuesOf(text, packets, 'rule="policy"')).toEqual(['1', '1'])
  expect(valuesOf(text, 'netloupe_published_port_packets_total')).toEqual(['1'])
})

/** A table with so many rules that drop what comes for a port, each of which has counted 1. */
const banning = (count: number): NftTableRecord => ({
  netns: '1',
  family: 'inet',
  name: 'ban',
  handle: 9,
  flags: [],
  generation: 1,
  chains: [
    {
      name: 'input',
      handle: 1,
      flags: [],
      base: { hook: 'input', priority: 0, type: 'filter', policy: 'drop', devices: [], packets: 5, bytes: 5 },
      rules: Array.from({ length: count }, (_, index) => ({
        handle: index + 2,
        expressions: [
          { kind: 'meta', key: 'mark', dreg: 1 },
          { kind: 'cmp', sreg: 1, op: 'eq', data: index.toString(16).padStart(8, '0') },
          { kind: 'counter', packets: 1, bytes: 1 },
          { kind: 'immediate', dreg: 0, data: { verdict: 'drop' } },
        ],
      })),
    },
  ],
  sets: [],
  objects: [],
  flowtables: [],
})

test('more than 500 rules are not as many series: the others are summed', async () => {
  const text = await textOf({ nftables: [banning(700)], xtables: [] }, null)
  expect(valuesOf(text, packets)).toHaveLength(501)
  expect(valuesOf(text, packets, 'rule="policy"')).toEqual(['5'])
  expect(valuesOf(text, packets, '{rule="others"}')).toEqual(['201'])
  const few = await textOf({ nftables: [banning(499)], xtables: [] }, null)
  expect(valuesOf(few, packets)).toHaveLength(500)
  expect(few).not.toContain('{rule="others"')
})

test('the label of a rule stays while it counts', async () => {
  const [table] = [banning(1)]
  const counting = (figure: number): NftTableRecord => ({
    ...table,
    chains: table.chains.map((chain) => ({
      ...chain,
      rules: [
        {
          handle: 2,
          expressions: [
            { kind: 'quota', bytes: 26_214_400, consumed: figure, flags: ['inv'] },
            { kind: 'counter', packets: figure, bytes: figure },
            { kind: 'last', set: 1, msecs: figure },
            { kind: 'immediate', dreg: 0, data: { verdict: 'drop' } },
          ],
        },
      ],
    })),
  })
  for (const figure of [1, 4096]) {
    const text = await textOf({ nftables: [counting(figure)], xtables: [] }, null)
    expect(valuesOf(text, packets, 'rule="quota over 25 mbytes counter last drop"')).toEqual([`${figure}`])
  }
})

test('where the engine works in another namespace than the host, both are told, and which', async () => {
  const { engine } = exampleSnapshot
  const nested = { engine: engine && { ...engine, netns: '3' }, nftables: [...nftables, { ...banning(1), netns: '3' }] }
  const text = await textOf(nested, null)
  expect(valuesOf(text, packets, 'netns="4026532400"', 'table="ban"')).toEqual(['5', '1'])
  expect(valuesOf(text, packets, 'netns="4026531840"', 'table="filter"', 'rule="policy"')).toHaveLength(2)
  expect(valuesOf(text, 'netloupe_firewall_rules', 'netns="4026532400"')).toEqual(['1'])
  expect(await textOf()).not.toContain('netns=')
})

test('a flush shows: an empty table has 0, and one that is gone no series', async () => {
  const [filter, ...others] = nftables
  if (filter === undefined) throw new Error('the example has tables')
  const empty = { ...filter, chains: filter.chains.map((chain) => ({ ...chain, rules: [] })) }
  const rules = 'netloupe_firewall_rules'
  expect(valuesOf(await textOf(), rules, 'backend="iptables-nft"', 'table="filter"')).toEqual(['3'])
  expect(valuesOf(await textOf({ nftables: [empty, ...others] }), rules, 'iptables-nft', '"filter"')).toEqual(['0'])
  expect(valuesOf(await textOf({ nftables: others }), rules, 'iptables-nft', 'table="filter"')).toEqual([])
})

test('a published port has the counter of its rule, under the labels that it has elsewhere', async () => {
  const containers = exampleSnapshot.containers.map((container) => ({
    ...container,
    ports: container.id === ids.web ? [{ protocol: 'tcp', containerPort: 80, hostPort: 8080 } as const] : [],
  }))
  const text = await scrapeText(viewOf({ ...exampleSnapshot, containers }, exampleUsage(2)), {
    groups: [groups.rules, groups.ports],
  })
  const samples = [...samplesOf(text)]
  const labels = (metric: string): string[] =>
    samples.flatMap(([series]) => (series.startsWith(`${metric}{`) ? [series.slice(metric.length)] : []))
  expect(labels('netloupe_published_port_packets_total')).toEqual(labels('netloupe_published_port_listening'))
  expect(valuesOf(text, 'netloupe_published_port_packets_total', 'host_port="8080"')).toEqual(['105'])
  expect(valuesOf(text, 'netloupe_published_port_bytes_total', 'host_port="8080"')).toEqual(['10500'])
  expect(valuesOf(await textOf({ nftables: [] }), 'netloupe_published_port_packets_total')).toEqual([])
})
