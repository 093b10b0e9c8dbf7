import { expect, test } from 'vitest'
import type { FirewallRule, Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import { mentionsIn } from '../../../topology-ui/src/details/mentions.ts'

const rule = (number: number, text: string): FirewallRule => ({
  number,
  handle: null,
  text,
  packets: null,
  bytes: null,
  effect: 'accept',
  leadsTo: [],
  writer: null,
  meaning: null,
})

const rulesets = (...texts: readonly string[]): Ruleset[] => [
  {
    netns: 'netns:1',
    title: 'host',
    mixed: false,
    sets: [],
    tables: [
      {
        backend: 'iptables-nft',
        family: 'ip',
        name: 'filter',
        writer: null,
        objects: [],
        chains: [
          {
            name: 'FORWARD',
            base: null,
            callers: [],
            writer: null,
            about: null,
            rules: texts.map((text, at) => rule(at + 1, text)),
          },
        ],
      },
    ],
  },
]

test('a rule mentions an address or a name that stands by itself in it', () => {
  const found = mentionsIn(
    rulesets(
      '-d 172.18.0.2/32 -j ACCEPT',
      '-d 172.18.0.20/32 -j ACCEPT',
      '-o br-1 -j DROP',
      '-o br-12 -j DROP',
      '--to-destination 172.18.0.2:80',
    ),
    ['172.18.0.2', 'br-1'],
  )
  expect(found.map((mention) => mention.rule.number)).toEqual([1, 3, 5])
  expect(mentionsIn(rulesets('-j ACCEPT'), [])).toEqual([])
})
