import { describe, expect, test } from 'vitest'
import type { Usage } from '../../../../collectors/usage-record.ts'
import { exampleUsage } from '../../../exporters/example-usage.ts'
import { madeChain, madeRule, madeTable } from '../nft/made-rule.ts'
import { chainOf, told } from './told.ts'

const usageWith = (counters: Partial<Usage>): Usage => ({
  ...exampleUsage(2),
  nftCounters: [],
  xtCounters: [],
  ...counters,
})

const legacy = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j DROP\nCOMMIT'

describe('of iptables-legacy', () => {
  const counters = {
    netns: '1',
    family: 'ipv4',
    table: 'filter',
    policies: [{ chain: 'FORWARD', packets: 7, bytes: 70 }],
  }

  test('the newest ones are told, also beyond 2^53', () => {
    const ruleset = told(
      legacy,
      {},
      usageWith({
        xtCounters: [{ ...counters, chains: [{ name: 'INPUT', packets: [1, 2n ** 60n], bytes: [10, 2n ** 63n] }] }],
      }),
    )
    expect(chainOf(ruleset, 'INPUT').rules).toMatchObject([
      { packets: 1, bytes: 10 },
      { packets: 2n ** 60n, bytes: 2n ** 63n },
    ])
    expect(chainOf(ruleset, 'FORWARD').base).toMatchObject({ packets: 7, bytes: 70, policy: 'drop' })
  })

  test('of a chain that has another length by now, and of another table or namespace, nothing is taken', () => {
    const chains = [{ name: 'INPUT', packets: [1, 2, 3], bytes: [1, 2, 3] }]
    const right = { ...counters, chains: [{ name: 'INPUT', packets: [1, 2], bytes: [1, 2] }] }
    for (const wrong of [
      { ...counters, chains },
      { ...right, table: 'nat' },
      { ...right, family: 'ipv6' },
      { ...right, netns: '2' },
    ]) {
      const ruleset = told(legacy, {}, usageWith({ xtCounters: [wrong] }))
      expect(chainOf(ruleset, 'INPUT').rules).toMatchObject([
        { packets: 0, bytes: 0 },
        { packets: 0, bytes: 0 },
      ])
    }
  })
})

describe('of nf_tables', () => {
  const counter = { kind: 'counter', packets: 1, bytes: 1 } as const
  const drop = { kind: 'immediate', dreg: 0, data: { verdict: 'drop' } } as const
  const rules = [
    { ...madeRule(counter, drop), handle: 5 },
    { ...madeRule(counter, counter), handle: 2n ** 60n },
    { ...madeRule(counter), handle: 9 },
    { ...madeRule(drop), handle: 10 },
  ]
  const nftables = [{ ...madeTable({ chains: [madeChain(rules)] }), netns: '1' }]
  const counters = { netns: '1', family: 'inet', table: 't', policies: [] }
  const usage = usageWith({
    nftCounters: [{ ...counters, handles: [5, 2n ** 60n, 77], packets: [8, 2n ** 60n, 0], bytes: [80, 9, 0] }],
  })

  test('the newest ones are found by handle; a rule that nobody counted since keeps its own', () => {
    const found = chainOf(told('', { nftables }, usage), 'c').rules
    expect(found.map(({ packets, bytes }) => [packets, bytes])).toEqual([
      [8, 80],
      [2n ** 60n, 9],
      [1, 1],
      [null, null],
    ])
  })

  test('the statement counts the same, the text does not say it', () => {
    const [one, two] = chainOf(told('', { nftables }, usage), 'c').rules
    expect(one).toMatchObject({
      text: 'counter drop',
      statements: [{ counter: { packets: 8, bytes: 80 } }, { drop: null }],
    })
    expect(two?.statements).toEqual([
      { counter: { packets: 1, bytes: 1 } },
      { counter: { packets: 2n ** 60n, bytes: 9 } },
    ])
  })

  test('what is in quotes stays as it is', () => {
    const prefix = 'counter packets 1 bytes 2 '
    const table = madeTable({ chains: [madeChain([madeRule(counter, { kind: 'log', prefix })])] })
    const [rule] = chainOf(told('', { nftables: [{ ...table, netns: '1' }] }), 'c').rules
    expect(rule?.text).toBe(`counter log prefix "${prefix}"`)
  })
})
