import { expect, test } from 'vitest'
import { rulesText } from '../../../../exporters/formats/rules/text.ts'
import { madeChain, madeRule, madeSet, madeTable } from '../../../agent/firewall/nft/made-rule.ts'
import { shop, told } from '../../../agent/firewall/ruleset/told.ts'
import { hostile } from '../../example-ids.ts'
import { expectGolden } from '../golden.ts'

const legacy = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-USER - [0:0]
:lost - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -o br-shop -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o br-shop -j DOCKER
-A FORWARD -i br-shop ! -o br-shop -j ACCEPT
-A FORWARD -s 203.0.113.0/24 -d 172.18.0.0/16 -i eth0 -p tcp -m tcp --dport 22 -m comment --comment "no  ssh -j ACCEPT from there, please" -j REJECT --reject-with icmp-port-unreachable
-A DOCKER -d 172.18.0.2/32 ! -i br-shop -o br-shop -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER-USER -s 198.51.100.7/32 -j DROP
-A DOCKER-USER -j RETURN
-A lost -j RETURN
COMMIT
`

const counter = { kind: 'counter', packets: 123_456, bytes: 2n ** 60n } as const
const verdict = (word: string) => ({ kind: 'immediate', dreg: 0, data: { verdict: word } }) as const

const nft = madeTable({
  name: hostile,
  chains: [
    madeChain([madeRule(counter, { kind: 'log', prefix: hostile }, verdict('drop')), madeRule(verdict('accept'))], {
      name: hostile,
      base: { hook: 'input', type: 'filter', priority: -5, policy: 'drop', devices: [] },
    }),
    madeChain([{ ...madeRule(counter), comment: hostile }], { name: 'mine' }),
  ],
  sets: [madeSet({ name: hostile })],
  objects: [{ name: 'seen', handle: 9, data: { kind: 'counter', packets: 1, bytes: 2 } }],
})

const set = { index: 1, type: 'hash:ip', revision: 5, family: 'ipv4' } as const
const ruleset = told(legacy, {
  ...shop,
  nftables: [{ ...nft, netns: '1' }],
  ipsets: [
    {
      ...set,
      netns: '1',
      name: hostile,
      options: { timeout: 600 },
      members: [{ address: '192.0.2.1', timeout: 20, comment: hostile }],
    },
    {
      ...set,
      netns: '1',
      name: 'many',
      options: {},
      members: Array.from({ length: 25 }, (_, at) => ({ address: `192.0.2.${at}` })),
      membersLeftOut: 1000,
    },
  ],
})
const empty = { ...told(''), title: 'blue' }

test.each([
  ['rules.txt', { color: false }],
  ['rules-80.txt', { color: false, columns: 80 }],
  ['rules-200-color.txt', { color: true, columns: 200 }],
])('%s', (file, options) => expectGolden(file, rulesText([{ ...ruleset, title: hostile }, empty], options)))

test('nothing that somebody else chose reaches the terminal raw', () => {
  const text = rulesText([{ ...ruleset, title: hostile }], { color: false, columns: 80 })
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
  expect(text.match(/\\x1b\[31m/g)?.length).toBeGreaterThan(5)
})

test('no line is longer than the terminal is wide, and no word of a rule is lost', () => {
  const words = (text: string): string => text.replaceAll(/\s+/g, '')
  const whole = rulesText([ruleset], { color: false })
  for (const columns of [60, 80, 120, 200]) {
    const text = rulesText([ruleset], { color: false, columns })
    expect(words(text)).toBe(words(whole))
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(columns)
  }
})

test('without a width a rule is one line', () => {
  const lines = rulesText([ruleset], { color: false }).split('\n')
  expect(lines.filter((line) => line.includes('--reject-with')).length).toBe(1)
  expect(lines.find((line) => line.includes('--reject-with'))).toContain(
    '--comment "no  ssh -j ACCEPT from there, please"',
  )
})
