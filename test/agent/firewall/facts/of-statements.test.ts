import { expect, test } from 'vitest'
import { noFacts, type RuleFacts } from '../../../../agent/firewall/facts/facts.ts'
import { factsOfStatements } from '../../../../agent/firewall/facts/of-statements.ts'

const is = <T>(value: T) => ({ value, not: false })
const not = <T>(value: T) => ({ value, not: true })

const match = (left: unknown, right: unknown, op = '==') => ({ match: { op, left, right } })
const meta = (key: string) => ({ meta: { key } })
const payload = (protocol: string, field: string) => ({ payload: { protocol, field } })
const counter = { counter: { packets: 1, bytes: 40 } }

const cases: readonly (readonly [name: string, statements: readonly unknown[], facts: Partial<RuleFacts>])[] = [
  ['nothing', [], {}],
  ['counter', [counter], {}],
  ['accept', [counter, { accept: null }], { effect: 'accept' }],
  ['drop', [{ drop: null }], { effect: 'drop' }],
  ['return', [{ return: null }], { effect: 'return' }],
  ['queue', [{ queue: { num: 1 } }], { effect: 'queue' }],
  ['reject', [{ reject: { type: 'icmp', expr: 'port-unreachable' } }], { effect: 'reject' }],
  ['jump', [{ jump: { target: 'docker' } }], { effect: 'jump', leadsTo: ['docker'] }],
  ['goto', [{ goto: { target: 'zone' } }], { effect: 'goto', leadsTo: ['zone'] }],
  ['mark', [{ mangle: { key: meta('mark'), value: 1 } }], {}],
  ['an expression that is not known', [{ expression: { name: 'new', bytes: '00' } }], { effect: 'other' }],
  [
    'an anonymous verdict map',
    [
      {
        vmap: {
          key: meta('iifname'),
          data: {
            set: [
              ['lo', { accept: null }],
              ['eth0', { jump: { target: 'in' } }],
              ['*', { goto: { target: 'other' } }],
            ],
          },
        },
      },
    ],
    { effect: 'branch', leadsTo: ['in', 'other'] },
  ],
  ['a named verdict map', [{ vmap: { key: meta('oifname'), data: '@jumps' } }], { effect: 'branch' }],
  [
    'interfaces',
    [match(meta('iifname'), 'docker0', '!='), match(meta('oifname'), 'br*'), { accept: null }],
    { inInterface: not('docker0'), outInterface: is('br*'), effect: 'accept' },
  ],
  ['interfaces by number', [match(meta('iif'), 'lo'), { accept: null }], { inInterface: is('lo'), effect: 'accept' }],
  [
    'addresses',
    [
      match(payload('ip', 'saddr'), { prefix: { addr: '10.0.0.0', len: 8 } }),
      match(payload('ip6', 'daddr'), 'fd00::2', '!='),
    ],
    { source: is('10.0.0.0/8'), destination: not('fd00::2') },
  ],
  ['an address in a set', [match(payload('ip', 'saddr'), '@banned'), { drop: null }], { more: true, effect: 'drop' }],
  ['a range of addresses', [match(payload('ip', 'saddr'), { range: ['10.0.0.1', '10.0.0.9'] })], { more: true }],
  ['an address of ARP', [match(payload('arp', 'saddr ip'), '10.0.0.1')], { more: true }],
  ['a protocol', [match(meta('l4proto'), 'tcp')], { protocol: is('tcp') }],
  ['a protocol of IPv4', [match(payload('ip', 'protocol'), 'icmp', '!=')], { protocol: not('icmp') }],
  ['several protocols', [match(meta('l4proto'), { set: ['tcp', 'udp'] })], { more: true }],
  [
    'a port',
    [match(payload('tcp', 'dport'), 80)],
    { protocol: is('tcp'), destinationPorts: is({ first: 80, last: 80 }) },
  ],
  [
    'a range of ports',
    [match(payload('udp', 'sport'), { range: [1000, 2000] }, '!=')],
    { protocol: is('udp'), sourcePorts: not({ first: 1000, last: 2000 }) },
  ],
  [
    'a port of any protocol',
    [match(meta('l4proto'), 'udp'), match(payload('th', 'dport'), 53)],
    { protocol: is('udp'), destinationPorts: is({ first: 53, last: 53 }) },
  ],
  ['several ports', [match(payload('tcp', 'dport'), { set: [80, 443] })], { more: true }],
  [
    'states',
    [match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), { accept: null }],
    { states: is(['established', 'related']), effect: 'accept' },
  ],
  ['one state', [match({ ct: { key: 'state' } }, 'invalid', 'in')], { states: is(['invalid']) }],
  [
    'states in a set',
    [match({ ct: { key: 'state' } }, { set: ['new', 'untracked'] }, '!=')],
    { states: not(['new', 'untracked']) },
  ],
  ['a mark of the connection', [match({ ct: { key: 'mark' } }, 1)], { more: true }],
  ['a local destination', [match({ fib: { result: 'type', flags: 'daddr' } }, 'local')], { destinationIsLocal: true }],
  ['a local source', [match({ fib: { result: 'type', flags: ['saddr'] } }, 'local')], { sourceIsLocal: true }],
  ['no local destination', [match({ fib: { result: 'type', flags: ['daddr'] } }, 'local', '!=')], { more: true }],
  ['a reverse path', [match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false)], { more: true }],
  ['bits of the mark', [match({ '&': [meta('mark'), 240] }, 16)], { more: true }],
  ['less than a length', [match(meta('length'), 100, '<')], { more: true }],
  [
    'dnat',
    [match(payload('tcp', 'dport'), 8080), counter, { dnat: { addr: '172.17.0.2', port: 80 } }],
    {
      protocol: is('tcp'),
      destinationPorts: is({ first: 8080, last: 8080 }),
      effect: 'nat',
      translation: { kind: 'dnat', address: '172.17.0.2', port: 80 },
    },
  ],
  [
    'dnat by a map',
    [{ dnat: { addr: { map: {} } } }],
    { effect: 'nat', translation: { kind: 'dnat', address: null, port: null } },
  ],
  [
    'snat',
    [{ snat: { family: 'ip', addr: '192.0.2.1' } }],
    { effect: 'nat', translation: { kind: 'snat', address: '192.0.2.1', port: null } },
  ],
  [
    'masquerade',
    [{ masquerade: null }],
    { effect: 'nat', translation: { kind: 'masquerade', address: null, port: null } },
  ],
  [
    'redirect',
    [{ redirect: { port: 15001 } }],
    { effect: 'nat', translation: { kind: 'redirect', address: null, port: 15_001 } },
  ],
]

test.each(cases)('%s', (_name, statements, expected) => {
  expect(factsOfStatements(statements)).toEqual({ ...noFacts, ...expected })
})

test('what is no statement is not read', () => {
  for (const statements of [[null], ['accept'], [{ match: 'x' }], [{ match: { op: '==', left: 1, right: 2 } }]])
    expect(factsOfStatements(statements)).toMatchObject({ effect: 'continue', leadsTo: [], translation: null })
})
