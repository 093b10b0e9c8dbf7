import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Compared, runRound } from '../../oracle/compare.ts'
import type { QuestionPlan } from '../../oracle/plan.ts'
import { describe } from '../../oracle/report.ts'
import { openSession, type Session } from '../../oracle/session.ts'
import { type Changes, closed, each, plan } from '../exchange/hosts.ts'

/** Policies by namespace, and what is asked there: every question has to end as it does in the kernel. */
interface Case {
  readonly name: string
  readonly policies: { readonly [space in 'host' | 'a' | 'b' | 'lan']?: readonly string[] }
  readonly questions: readonly QuestionPlan[]
  readonly changes?: Changes
  /** What the kernel does, of each question. */
  readonly real: readonly string[]
}

const toLan = each('a', '192.168.77.50')
const toLan6 = each('a', 'fd00:77::50')
const every = 'src 0.0.0.0/0 dst 0.0.0.0/0'
const every6 = 'src ::/0 dst ::/0'
const esp = 'tmpl proto esp mode transport'
const reached = ['connected', 'delivered', 'replied']
const silent = ['timeout', 'timeout', 'timeout']
const refused = ['not-permitted', 'not-permitted', 'not-permitted']

const cases: readonly Case[] = [
  {
    name: 'in: block, at who is asked',
    policies: { lan: [`dir in ${every} action block`, `dir in ${every6} action block`] },
    questions: [...toLan, ...closed('a', '192.168.77.50')],
    real: [...silent, 'timeout', 'timeout'],
  },
  {
    name: 'in: block, of the answer',
    policies: { a: ['dir in src 192.168.77.0/24 dst 10.9.0.2/32 proto tcp sport 80 action block'] },
    questions: toLan,
    real: ['timeout', 'delivered', 'replied'],
  },
  {
    name: 'out: block',
    policies: { a: [`dir out ${every} action block`, `dir out src ::/0 dst fd00:77::/64 action block`] },
    questions: [...toLan, ...toLan6, ...each('a', '127.0.0.1')],
    real: [...refused, ...refused],
  },
  {
    name: 'fwd and out: block on the way, by protocol and family',
    policies: {
      host: [
        `dir fwd ${every} proto udp action block`,
        `dir out ${every} proto tcp dport 80 action block`,
        `dir fwd ${every6} action block`,
      ],
    },
    questions: [...toLan, ...toLan6, ...each('host', '10.9.0.3')],
    real: ['timeout', 'timeout', 'replied', ...silent, 'not-permitted', 'delivered', 'replied'],
  },
  {
    name: 'ICMP by type and code; the interface of the route',
    policies: {
      lan: [`dir in ${every} proto icmp type 8 code 0 action block`, `dir in ${every} proto tcp dev lo action block`],
      host: [`dir fwd ${every} proto udp dev up0 action block`],
    },
    questions: toLan,
    real: silent,
  },
  {
    name: 'allow before block by priority, the older of equals, sub before main',
    policies: {
      lan: [
        `dir in ${every} priority 9 action block`,
        `dir in ${every} proto tcp priority 3`,
        `dir in src 10.9.0.0/24 dst 0.0.0.0/0 proto udp priority 5`,
        `dir in src 10.0.0.0/8 dst 0.0.0.0/0 proto udp priority 5 action block`,
        `dir in ${every} proto tcp dport 81 ptype sub action block`,
      ],
    },
    questions: [...toLan, ...closed('a', '192.168.77.50')],
    real: ['connected', 'delivered', 'timeout', 'timeout', 'refused'],
  },
  {
    name: 'policies of a mark, and of an XFRM interface',
    policies: { a: [`dir out ${every} mark 5 mask 0xff action block`, `dir in ${every} if_id 7 action block`] },
    questions: toLan,
    real: reached,
  },
  {
    name: 'in and fwd: a template that is required, and one that is not',
    policies: {
      lan: [`dir in ${every} proto tcp ${esp}`, `dir in ${every} proto udp ${esp} level use`],
      host: [`dir fwd ${every} proto icmp ${esp}`],
    },
    questions: toLan,
    real: ['timeout', 'delivered', 'timeout'],
  },
  {
    name: 'out: a template without keys',
    policies: { a: [`dir out ${every} ${esp}`] },
    questions: toLan,
    real: silent,
  },
  {
    name: 'NAT: received as it came in, sent as it leaves',
    policies: {
      host: [
        'dir fwd src 10.9.0.0/24 dst 10.9.0.1/32 proto tcp action block',
        'dir out src 192.168.77.1/32 dst 192.168.77.50/32 proto icmp action block',
      ],
    },
    changes: {
      host: {
        tables: [
          {
            tool: 'iptables-legacy',
            table: 'nat',
            chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
            rules: [
              '-A PREROUTING -d 10.9.0.1/32 -j DNAT --to-destination 192.168.77.50',
              '-A POSTROUTING -o up0 -j MASQUERADE',
            ],
          },
        ],
      },
    },
    questions: [...toLan, ...each('a', '10.9.0.1')],
    real: ['connected', 'delivered', 'timeout', 'timeout', 'delivered', 'timeout'],
  },
]

const planOf = ({ policies, questions, changes = {} }: Case, seed: number) => {
  const withPolicies = (space: 'host' | 'a' | 'b' | 'lan') => ({
    ...changes[space],
    setup: [...(changes[space]?.setup ?? []), ...(policies[space] ?? []).map((line) => `xfrm policy add ${line}`)],
  })
  return plan(seed, questions, {
    host: withPolicies('host'),
    a: withPolicies('a'),
    b: withPolicies('b'),
    lan: withPolicies('lan'),
  })
}

let session: Session
let answers: readonly (readonly Compared[])[] = []

beforeAll(async () => {
  session = await openSession()
  const plans = cases.map(planOf)
  const { compared, slips } = await runRound(session, plans)
  expect(slips).toEqual([])
  answers = plans.map((one) => compared.filter((answer) => answer.plan === one))
}, 60_000)

afterAll(async () => {
  await session[Symbol.asyncDispose]()
})

test.each(cases.map((one, at) => [one.name, one, at] as const))('%s', (_, { real }, at) => {
  const found = answers[at] ?? []
  expect(
    found
      .filter(({ judgement }) => judgement !== 'agreed')
      .map(describe)
      .join('\n\n'),
  ).toBe('')
  expect(found.map((answer) => answer.real).slice(0, real.length)).toEqual(real)
})
