import { describe, expect, test } from 'vitest'
import { factsOfXtRule } from '../../../../agent/firewall/facts/of-xtables.ts'
import { locatedChains } from '../../../../agent/firewall/nat/located.ts'
import { matches, type Packet, type Surroundings } from '../../../../agent/firewall/nat/packet.ts'
import { type Walk, walk } from '../../../../agent/firewall/nat/walk.ts'
import { analysedXtTable } from '../../../../agent/firewall/ruleset/of-xtables.ts'
import { savedRule, savedTables } from '../facts/saved-tables.ts'

const around: Surroundings = {
  own: { ip: ['127.0.0.1', '192.0.2.100', '172.17.0.1'], ip6: [] },
  interfaces: new Set(['lo', 'eth0', 'docker0']),
  inside: new Set(['lo', 'docker0']),
}

/** From somewhere to a container. */
const packet: Packet = {
  family: 'ip',
  protocol: 'tcp',
  source: { kind: 'elsewhere' },
  destination: { kind: 'address', address: '172.17.0.2' },
  destinationPort: 80,
  inInterface: { kind: 'outside' },
  outInterface: { kind: 'named', name: 'docker0' },
}

const likelihood = (rule: string, more: Partial<Packet> = {}) =>
  matches(factsOfXtRule(savedRule(rule)), { ...packet, ...more }, around)

describe('whether a rule takes a packet', () => {
  test.each([
    ['', 'yes'],
    ['-p tcp', 'yes'],
    ['-p udp', 'no'],
    ['! -p tcp', 'no'],
    ['-p tcp -m tcp --dport 80', 'yes'],
    ['-p tcp -m tcp --dport 81', 'no'],
    ['-p tcp -m tcp ! --dport 81', 'yes'],
    ['-p tcp -m tcp --dport 1:1023', 'yes'],
    ['-p tcp -m tcp --sport 1024:65535', 'maybe'],
    ['-d 172.17.0.2/32', 'yes'],
    ['-d 172.17.0.0/16', 'yes'],
    ['! -d 172.17.0.0/16', 'no'],
    ['-d 172.17.0.3/32', 'no'],
    ['-s 10.0.0.0/8', 'maybe'],
    ['! -s 10.0.0.0/8', 'maybe'],
    ['-s 127.0.0.0/8', 'no'],
    ['! -s 127.0.0.0/8', 'yes'],
    ['-i docker0', 'no'],
    ['! -i docker0', 'yes'],
    ['-i eth0', 'maybe'],
    ['! -i eth0', 'maybe'],
    // There is no such interface.
    ['-i br-old', 'no'],
    ['! -i br-old', 'yes'],
    ['-i eth+', 'maybe'],
    ['-i +', 'yes'],
    ['-o docker0', 'yes'],
    ['-o docker+', 'yes'],
    ['-o br+', 'no'],
    ['! -o docker0', 'no'],
    ['-m conntrack --ctstate NEW', 'yes'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED', 'no'],
    ['-m conntrack ! --ctstate ESTABLISHED', 'yes'],
    ['-m addrtype --dst-type LOCAL', 'no'],
    ['-m addrtype --src-type LOCAL', 'no'],
    ['-m mark --mark 0x1', 'maybe'],
    ['-p udp -m mark --mark 0x1', 'no'],
  ] as const)('%s: %s', (rule, expected) => {
    expect(likelihood(rule)).toBe(expected)
  })

  test('that is for the host, on any of its addresses', () => {
    const toHost = { destination: { kind: 'own' }, outInterface: { kind: 'none' } } as const
    expect(likelihood('-m addrtype --dst-type LOCAL', toHost)).toBe('yes')
    expect(likelihood('-d 192.0.2.100/32', toHost)).toBe('maybe')
    expect(likelihood('! -d 127.0.0.0/8', toHost)).toBe('maybe')
    expect(likelihood('-d 10.0.0.0/8', toHost)).toBe('no')
    expect(likelihood('-o docker0', toHost)).toBe('no')
  })

  test('that is of the other family', () => {
    const six = factsOfXtRule(savedRule('! -s fe80::/10', 'ipv6'))
    expect(matches(six, packet, around)).toBe('no')
  })
})

const rules = (...lines: readonly string[]): string =>
  `*filter\n:FORWARD ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n${lines.join('\n')}\nCOMMIT\n`

const walked = (saved: string): Walk => {
  const [table] = savedTables(saved)
  if (table === undefined) throw new Error('no table')
  const chains = locatedChains(analysedXtTable(table, () => null))
  const [base] = chains
  if (base === undefined) throw new Error('no chain')
  return walk(base, new Map(chains.map((at) => [at.chain.name, at])), packet, around)
}

/** `yes dropped A 1`, `maybe accepted FORWARD policy`. */
const endings = (...lines: readonly string[]): readonly string[] =>
  walked(rules(...lines)).endings.map(
    ({ fate, likelihood: how, rule, chain }) => `${how} ${fate} ${chain.chain.name} ${rule?.rule.number ?? 'policy'}`,
  )

describe('the way of a packet', () => {
  test.each([
    [[], ['yes accepted FORWARD policy']],
    [['-A FORWARD -j DROP', '-A FORWARD -j ACCEPT'], ['yes dropped FORWARD 1']],
    [['-A FORWARD -s 10.0.0.0/8 -j DROP'], ['maybe dropped FORWARD 1', 'maybe accepted FORWARD policy']],
    [['-A FORWARD -p udp -j DROP'], ['yes accepted FORWARD policy']],
    [['-A FORWARD -j A', '-A A -j DROP'], ['yes dropped A 1']],
    [['-A FORWARD -j A', '-A A -j RETURN', '-A A -j DROP'], ['yes accepted FORWARD policy']],
    [['-A FORWARD -j A', '-A FORWARD -j DROP', '-A A -j B'], ['yes dropped FORWARD 2']],
    // A goto does not come back.
    [['-A FORWARD -g A', '-A FORWARD -j DROP', '-A A -p udp -j DROP'], ['yes accepted FORWARD policy']],
    [['-A FORWARD -j A', '-A FORWARD -j DROP', '-A A -g B', '-A A -j ACCEPT'], ['yes dropped FORWARD 2']],
    // It may be taken on the way.
    [
      ['-A FORWARD -j A', '-A FORWARD -j DROP', '-A A -s 10.0.0.0/8 -j ACCEPT'],
      ['maybe accepted A 1', 'maybe dropped FORWARD 2'],
    ],
    [
      ['-A FORWARD -s 10.0.0.0/8 -j A', '-A FORWARD -j ACCEPT', '-A A -j DROP'],
      ['maybe dropped A 1', 'maybe accepted FORWARD 2'],
    ],
    [['-A FORWARD -s 10.0.0.0/8 -j A', '-A FORWARD -j ACCEPT', '-A A -j RETURN'], ['yes accepted FORWARD 2']],
    [
      ['-A FORWARD -s 10.0.0.0/8 -j RETURN', '-A FORWARD -j DROP'],
      ['maybe dropped FORWARD 2', 'maybe accepted FORWARD policy'],
    ],
    // Whatever that does, it is not known.
    [['-A FORWARD -j MARK --set-xmark 0x1', '-A FORWARD -j DROP'], ['maybe dropped FORWARD 2']],
    [['-A FORWARD -j QUEUE'], ['yes unknown FORWARD 1']],
    [['-A FORWARD -j REJECT --reject-with icmp-port-unreachable'], ['yes dropped FORWARD 1']],
    // The chain is not there.
    [['-A FORWARD -j NOWHERE', '-A FORWARD -j DROP'], ['maybe dropped FORWARD 2']],
  ] as const)('%j ends %j', (lines, expected) => {
    expect(endings(...lines)).toEqual(expected)
  })

  test('a circle, which the kernel allows nobody, ends', () => {
    expect(endings('-A FORWARD -j A', '-A A -j B', '-A B -j A')).toEqual(['maybe accepted FORWARD policy'])
  })

  test('tells the rules that take it', () => {
    const { steps } = walked(
      rules('-A FORWARD -j A', '-A A -p udp -j ACCEPT', '-A A -s 10.0.0.0/8', '-A A -o docker0 -j ACCEPT'),
    )
    expect(steps.map(({ rule, likelihood: how }) => `${how} ${rule.at.chain.name} ${rule.rule.number}`)).toEqual([
      'yes FORWARD 1',
      'maybe A 2',
      'yes A 3',
    ])
  })
})
