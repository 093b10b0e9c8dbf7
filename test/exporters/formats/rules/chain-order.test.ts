import { expect, test } from 'vitest'
import type { FirewallChain } from '../../../../agent/firewall/ruleset/record.ts'
import { inPacketOrder } from '../../../../exporters/formats/rules/chain-order.ts'

interface Made {
  readonly at?: readonly [hook: string, priority: number]
  readonly leadsTo?: readonly string[]
}

const ordered = (chains: { readonly [name: string]: Made }): readonly string[] => {
  const made = Object.entries(chains).map(([name, { at, leadsTo = [] }]): FirewallChain => {
    const callers = Object.entries(chains).flatMap(([caller, { leadsTo: targets = [] }]) =>
      targets.includes(name) ? [{ chain: caller, rule: 1 }] : [],
    )
    const [hook = '', priority = 0] = at ?? []
    const rule = { number: 1, handle: null, text: '', packets: null, bytes: null, effect: 'jump', leadsTo } as const
    return {
      name,
      base:
        at === undefined
          ? null
          : { hook, type: 'filter', priority, policy: null, devices: [], packets: null, bytes: null },
      callers,
      writer: null,
      about: null,
      rules: [{ ...rule, writer: null, meaning: null }],
    }
  })
  return inPacketOrder(made).map(({ name }) => name)
}

test('chains of hooks stand as a packet meets them, by hook and priority', () => {
  expect(
    ordered({
      post: { at: ['postrouting', 0] },
      late: { at: ['forward', 10] },
      out: { at: ['output', 0] },
      early: { at: ['forward', -5] },
      pre: { at: ['prerouting', 300] },
      in: { at: ['input', 0] },
      first: { at: ['ingress', 0] },
    }),
  ).toEqual(['first', 'pre', 'in', 'early', 'late', 'out', 'post'])
})

test('each is followed by those that it leads to, in the order of its rules; none comes twice', () => {
  expect(
    ordered({
      deep: {},
      b: { leadsTo: ['deep'] },
      a: { leadsTo: ['deep', 'gone'] },
      out: { at: ['output', 0], leadsTo: ['a'] },
      in: { at: ['input', 0], leadsTo: ['a', 'b'] },
    }),
  ).toEqual(['in', 'a', 'deep', 'b', 'out'])
})

test('those that nobody calls come last, and those that only call each other too', () => {
  expect(
    ordered({
      one: { leadsTo: ['other'] },
      other: { leadsTo: ['one'] },
      lost: { leadsTo: ['child'] },
      child: {},
      in: { at: ['input', 0] },
    }),
  ).toEqual(['in', 'lost', 'child', 'one', 'other'])
})
