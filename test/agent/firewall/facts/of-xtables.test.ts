import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { noFacts, type RuleFacts } from '../../../../agent/firewall/facts/facts.ts'
import { factsOfXtRule } from '../../../../agent/firewall/facts/of-xtables.ts'
import { tableText } from '../../../../agent/firewall/iptables/table-text.ts'
import { matchOf, savedRule, savedTables } from './saved-tables.ts'

const is = <T>(value: T) => ({ value, not: false })
const not = <T>(value: T) => ({ value, not: true })

const facts = (text: string, family: 'ipv4' | 'ipv6' = 'ipv4'): RuleFacts => factsOfXtRule(savedRule(text, family))

/** What differs from a rule that asks for nothing and does nothing. */
const cases: { readonly [rule: string]: Partial<RuleFacts> } = {
  '': {},
  '-j ACCEPT': { effect: 'accept' },
  '-j DROP': { effect: 'drop' },
  '-j RETURN': { effect: 'return' },
  '-j QUEUE': { effect: 'queue' },
  '-j REJECT --reject-with icmp-port-unreachable': { effect: 'reject' },
  '-j DOCKER-USER': { effect: 'jump', leadsTo: ['DOCKER-USER'] },
  '-g ufw-user-input': { effect: 'goto', leadsTo: ['ufw-user-input'] },
  '-i eth0 -j DROP': { inInterface: is('eth0'), effect: 'drop' },
  '! -i docker0 -o br+ -j ACCEPT': { inInterface: not('docker0'), outInterface: is('br+'), effect: 'accept' },
  '-s 10.0.0.0/8 ! -d 192.0.2.1/32 -j ACCEPT': {
    source: is('10.0.0.0/8'),
    destination: not('192.0.2.1'),
    effect: 'accept',
  },
  '-p icmp -j ACCEPT': { protocol: is('icmp'), effect: 'accept' },
  '! -p tcp -j ACCEPT': { protocol: not('tcp'), effect: 'accept' },
  '-p 200 -j ACCEPT': { protocol: is('200'), effect: 'accept' },
  '-p tcp -m tcp --dport 80 -j ACCEPT': {
    protocol: is('tcp'),
    destinationPorts: is({ first: 80, last: 80 }),
    effect: 'accept',
  },
  '-p udp -m udp --sport 53 --dport 1024:65535 -j ACCEPT': {
    protocol: is('udp'),
    sourcePorts: is({ first: 53, last: 53 }),
    destinationPorts: is({ first: 1024, last: 65_535 }),
    effect: 'accept',
  },
  '-p tcp -m tcp ! --dport 22 -j DROP': {
    protocol: is('tcp'),
    destinationPorts: not({ first: 22, last: 22 }),
    effect: 'drop',
  },
  '-p tcp -m multiport --dports 8080 -j CNI-DN-1': {
    protocol: is('tcp'),
    destinationPorts: is({ first: 8080, last: 8080 }),
    effect: 'jump',
    leadsTo: ['CNI-DN-1'],
  },
  '-p tcp -m multiport --dports 6000:6010 -j ACCEPT': {
    protocol: is('tcp'),
    destinationPorts: is({ first: 6000, last: 6010 }),
    effect: 'accept',
  },
  '-p tcp -m multiport --dports 80,443 -j ACCEPT': { protocol: is('tcp'), more: true, effect: 'accept' },
  '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT': {
    states: is(['established', 'related']),
    effect: 'accept',
  },
  '-m conntrack ! --ctstate NEW -j ACCEPT': { states: not(['new']), effect: 'accept' },
  '-m addrtype --dst-type LOCAL -j DOCKER': { destinationIsLocal: true, effect: 'jump', leadsTo: ['DOCKER'] },
  '-o docker0 -m addrtype --src-type LOCAL -j MASQUERADE': {
    outInterface: is('docker0'),
    sourceIsLocal: true,
    effect: 'nat',
    translation: { kind: 'masquerade', address: null, port: null },
  },
  '-m addrtype ! --dst-type LOCAL -j DROP': { more: true, effect: 'drop' },
  '-m comment --comment "a rule, said" -j ACCEPT': { effect: 'accept' },
  '-m mark --mark 0x1 -j ACCEPT': { more: true, effect: 'accept' },
  '-j MARK --set-xmark 0x1': { effect: 'other' },
  '-p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80': {
    protocol: is('tcp'),
    destinationPorts: is({ first: 8080, last: 8080 }),
    effect: 'nat',
    translation: { kind: 'dnat', address: '172.17.0.2', port: 80 },
  },
  '-j DNAT --to-destination 172.17.0.2': {
    effect: 'nat',
    translation: { kind: 'dnat', address: '172.17.0.2', port: null },
  },
  '-s 172.18.0.0/16 -j SNAT --to-source 192.0.2.9': {
    source: is('172.18.0.0/16'),
    effect: 'nat',
    translation: { kind: 'snat', address: '192.0.2.9', port: null },
  },
  '-p tcp -j REDIRECT --to-ports 15001': {
    protocol: is('tcp'),
    effect: 'nat',
    translation: { kind: 'redirect', address: null, port: 15_001 },
  },
}

test.each(Object.entries(cases))('%s', (text, expected) => {
  expect(facts(text)).toEqual({ ...noFacts, ...expected })
})

test('of IPv6', () => {
  expect(
    facts('-d fd00::2/128 ! -i six -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00::2]:80', 'ipv6'),
  ).toEqual({
    ...noFacts,
    destination: is('fd00::2'),
    inInterface: not('six'),
    protocol: is('tcp'),
    destinationPorts: is({ first: 8080, last: 8080 }),
    effect: 'nat',
    translation: { kind: 'dnat', address: 'fd00::2', port: 80 },
  })
  expect(facts('! -s fe80::/10 -j DROP', 'ipv6')).toEqual({ ...noFacts, source: not('fe80::/10'), effect: 'drop' })
})

describe('what else a rule asks for is not forgotten', () => {
  const withMatch = (match: ReturnType<typeof matchOf>): boolean =>
    factsOfXtRule({ ...savedRule('-j ACCEPT'), matches: [match] }).more

  test('by a match that facts are not made of', () => {
    expect(withMatch(matchOf('mark', 1, 12))).toBe(true)
    expect(withMatch({ kind: 'other', name: 'geoip', revision: 0, bytes: '' })).toBe(true)
    expect(withMatch(matchOf('comment', 0, 256))).toBe(false)
  })

  test('by flags of TCP beside the ports', () => {
    const ports = [
      [2, 2, 0xffff],
      [6, 2, 0xffff],
    ] as const
    expect(withMatch(matchOf('tcp', 0, 12, [...ports]))).toBe(false)
    expect(withMatch(matchOf('tcp', 0, 12, [...ports, [9, 1, 2], [10, 1, 2]]))).toBe(true)
    expect(withMatch(matchOf('tcp', 0, 12, [...ports, [8, 1, 2]]))).toBe(true)
  })

  test('by a part of conntrack beside the states', () => {
    const established = [150, 2, 2] as const
    expect(withMatch(matchOf('conntrack', 3, 162, [[146, 2, 1], established]))).toBe(false)
    // As `-m state` leaves it.
    expect(withMatch(matchOf('conntrack', 3, 162, [[146, 2, 0x2001], established]))).toBe(false)
    expect(withMatch(matchOf('conntrack', 3, 162, [[146, 2, 0x1001], established]))).toBe(true)
  })

  test('by later fragments', () => {
    const { entry, ...rule } = savedRule('-j ACCEPT')
    expect(factsOfXtRule({ ...rule, entry: { ...entry, fragment: true } }).more).toBe(true)
  })
})

test('a translation to a range has no address and no port', () => {
  const rule = savedRule('-j DNAT --to-destination 172.17.0.2:80')
  const { target } = rule
  if (target.kind !== 'extension' || target.extension.kind !== 'dnat') throw new Error('no DNAT')
  const info = { ...target.extension.info, maxAddress: '172.17.0.9', maxPort: 90 }
  const ranged = { ...rule, target: { kind: 'extension', extension: { ...target.extension, info } } } as const
  expect(factsOfXtRule(ranged).translation).toEqual({ kind: 'dnat', address: null, port: null })
})

test('the old state match', () => {
  const rule = { ...savedRule('-j ACCEPT'), matches: [matchOf('state', 0, 4, [[0, 4, 0x0a]])] }
  expect(factsOfXtRule(rule).states).toEqual(is(['established', 'new']))
})

/** Otherwise the tests that read the corpus without the kernel would test something else. */
test.each(['docker-default.ipv4', 'docker-networks.ipv4', 'docker-no-proxy.ipv4', 'docker-ipv6.ipv6'])(
  'rules of %s are what the tool wrote',
  (name) => {
    const file = readFileSync(`test/rulesets/iptables/${name}.rules`, 'utf8')
    const tables = savedTables(file, name.endsWith('ipv6') ? 'ipv6' : 'ipv4')
    const printed = tables.flatMap((table) => tableText(table, { counters: false, setName: () => null }))
    const lines = (all: readonly string[]): readonly string[] => all.filter((line) => line.startsWith('-A'))
    expect(lines(printed)).toEqual(lines(file.split('\n')))
    expect(lines(printed).length).toBeGreaterThan(10)
  },
)
