import { describe, expect, test } from 'vitest'
import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'
import { madeChain, madeForms, madeRule, madeSet } from './made-rule.ts'

const load = (base: string, offset: number, length: number): Expression => ({
  kind: 'payload',
  dreg: 1,
  base,
  offset,
  length,
})
const meta = (key: string, dreg = 1): Expression => ({ kind: 'meta', key, dreg })
const cmp = (data: string, op = 'eq'): Expression => ({ kind: 'cmp', sreg: 1, op, data })
const accept: Expression = { kind: 'immediate', dreg: 0, data: { verdict: 'accept' } }
const tcp: readonly Expression[] = [meta('l4proto'), cmp('06')]

describe('what nobody knows stays visible', () => {
  test('an expression of a name that we do not know', () => {
    const other: Expression = { kind: 'other', name: 'wormhole', bytes: '0a0b' }
    expect(madeForms([...tcp, load('transport', 2, 2), cmp('0050'), other, accept])).toEqual({
      text: 'tcp dport 80 # unknown expression wormhole accept',
      json: [
        { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 80 } },
        { expression: other },
        { accept: null },
      ],
    })
  })

  test('a key that we do not know is shown where its value is used', () => {
    const key = meta('36')
    expect(madeForms([key, cmp('00000005'), accept])).toEqual({
      text: '# unknown expression meta 0x5 accept',
      json: [{ match: { op: '==', left: { expression: key }, right: 5 } }, { accept: null }],
    })
  })

  test('expressions about what is inside a tunnel, and tunnels', () => {
    const inner: Expression = {
      kind: 'inner',
      num: 0,
      type: 'vxlan',
      flags: ['hdrsize', 'link', 'network'],
      hdrsize: 8,
      expression: { kind: 'payload', dreg: 1, base: 'network', offset: 12, length: 4 },
    }
    const tunnel: Expression = { kind: 'tunnel', key: 'id', dreg: 1 }
    expect(madeForms([inner, tunnel, cmp('00000005')])).toEqual({
      text: '# unknown expression inner # unknown expression tunnel 0x5',
      json: [{ expression: inner }, { match: { op: '==', left: { expression: tunnel }, right: 5 } }],
    })
  })

  test.each<readonly [string, Expression]>([
    ['a register that holds nothing', cmp('05')],
    ['a set that is not there', { kind: 'lookup', set: 'gone', sreg: 1 }],
    ['an operation without a register', { kind: 'bitwise', sreg: 3, dreg: 1, mask: 'ff', xor: '00' }],
    ['a statement that lacks its value', { kind: 'meta', key: 'mark', sreg: 2 }],
    ['an address out of nowhere', { kind: 'nat', type: 'dnat', family: 'ip', regAddrMin: 1 }],
    ['ICMP of no family', { kind: 'reject', type: 'icmp', icmpCode: 3 }],
    ['a header without a name', { kind: 'exthdr', op: 'dccp', type: 5, dreg: 0 }],
  ])('%s', (_, expression) => {
    const { text, json } = madeForms([expression, accept])
    const loads = expression.kind === 'bitwise'
    expect(text).toBe(loads ? 'accept # unknown expression bitwise' : `# unknown expression ${expression.kind} accept`)
    expect(json).toEqual(loads ? [{ accept: null }, { expression }] : [{ expression }, { accept: null }])
  })
})

describe('what this kernel has not', () => {
  test('queues, also chosen by an expression', () => {
    expect(madeForms([{ kind: 'queue', num: 1, total: 3, flags: ['bypass', 'fanout'] }])).toEqual({
      text: 'queue flags bypass,fanout to 1-3',
      json: [{ queue: { num: { range: [1, 3] }, flags: ['bypass', 'fanout'] } }],
    })
    expect(madeForms([{ kind: 'queue', num: 0, total: 1, flags: [] }]).text).toBe('queue to 0')
    const hash: Expression = { kind: 'hash', type: 'symhash', modulus: 3, offset: 5, dreg: 1 }
    expect(madeForms([hash, { kind: 'queue', sregQnum: 1, flags: ['bypass'] }]).text).toBe(
      'queue flags bypass to symhash mod 3 offset 5',
    )
  })

  test('flowtables', () => {
    expect(madeForms([{ kind: 'flow_offload', flowtable: 'ft' }])).toEqual({
      text: 'flow add @ft',
      json: [{ flow: { op: 'add', flowtable: '@ft' } }],
    })
  })

  test('last use', () => {
    expect(madeForms([{ kind: 'last', set: 0 }])).toEqual({ text: 'last used never', json: [{ last: null }] })
    expect(madeForms([{ kind: 'last', set: 1, msecs: 65_001 }])).toEqual({
      text: 'last used 1m5s1ms',
      json: [{ last: { used: 65_001 } }],
    })
  })

  test('metadata of bridges, and cgroups', () => {
    const bridge = madeForms([meta('ibrname'), cmp(Buffer.from('br0'.padEnd(16, '\0')).toString('hex'))], {
      family: 'bridge',
    })
    expect(bridge.text).toBe('meta ibrname "br0"')
    const socket: Expression = { kind: 'socket', key: 'cgroupv2', level: 2, dreg: 1 }
    expect(madeForms([socket, cmp('0700000000000000')]).text).toBe('socket cgroupv2 level 2 "user.slice"')
    expect(madeForms([socket, cmp('0900000000000000')]).text).toBe('socket cgroupv2 level 2 "9"')
  })

  test('bitwise operations of two registers, as kernels have them since 6.14', () => {
    const or: Expression = { kind: 'bitwise', sreg: 1, sreg2: 2, dreg: 1, op: 'or', length: 4 }
    expect(
      madeForms([meta('mark'), { kind: 'ct', key: 'mark', dreg: 2 }, or, { kind: 'meta', key: 'mark', sreg: 1 }]),
    ).toEqual({
      text: 'meta mark set meta mark | ct mark',
      json: [
        {
          mangle: {
            key: { meta: { key: 'mark' } },
            value: { '|': [{ meta: { key: 'mark' } }, { ct: { key: 'mark' } }] },
          },
        },
      ],
    })
  })
})

describe('two comparisons', () => {
  const port = (offset: number): readonly Expression[] => [...tcp, load('transport', offset, 2)]

  test('of one value are a range', () => {
    const from = [...port(2), cmp('0005', 'gte')]
    expect(madeForms([...from, load('transport', 2, 2), cmp('0009', 'lte')]).text).toBe('tcp dport 5-9')
    expect(madeForms([...port(2), cmp('0005', 'lt'), load('transport', 2, 2), cmp('0009', 'gt')]).text).toBe(
      'tcp dport != 5-9',
    )
  })

  test('of different ones are not: nft 1.0.6 makes `tcp dport 5-9` of this', () => {
    const rule = [...port(0), cmp('0005', 'gte'), load('transport', 2, 2), cmp('0009', 'lte')]
    expect(madeForms(rule).text).toBe('tcp sport >= 5 tcp dport <= 9')
  })

  test('with a counter between them are not', () => {
    const counter: Expression = { kind: 'counter', packets: 1, bytes: 2 }
    const rule = [...port(2), cmp('0005', 'gte'), counter, load('transport', 2, 2), cmp('0009', 'lte')]
    expect(madeForms(rule).text).toBe('tcp dport >= 5 counter packets 1 bytes 2 tcp dport <= 9')
  })
})

describe('a match goes only where another one says the same; nft 1.0.6 leaves these out', () => {
  const ofFamily = (number: string): readonly Expression[] => [meta('nfproto'), cmp(number)]
  const maxseg: readonly Expression[] = [
    { kind: 'exthdr', op: 'tcpopt', type: 2, offset: 2, length: 2, flags: [], dreg: 1 },
    cmp('05b4'),
  ]
  const ipProtocol = (number: string): readonly Expression[] => [load('network', 9, 1), cmp(number)]

  test.each<readonly [string, readonly Expression[]]>([
    ['meta nfproto ipv4 ct protocol tcp', [...ofFamily('02'), { kind: 'ct', key: 'protocol', dreg: 1 }, cmp('06')]],
    ['meta l4proto udp tcp option maxseg size 1460', [meta('l4proto'), cmp('11'), ...maxseg]],
    ['ip protocol tcp tcp option maxseg size 1460', [...ofFamily('02'), ...ipProtocol('06'), ...maxseg]],
    ['ip protocol udp tcp option maxseg size 1460', [...ofFamily('02'), ...ipProtocol('11'), ...maxseg]],
    [
      'ct l3proto ipv4 ct protocol tcp',
      [{ kind: 'ct', key: 'l3proto', dreg: 1 }, cmp('02'), { kind: 'ct', key: 'protocol', dreg: 1 }, cmp('06')],
    ],
  ])('%s', (text, expressions) => {
    expect(madeForms(expressions).text).toBe(text)
  })

  test.each<readonly [string, readonly Expression[]]>([
    ['tcp option maxseg size 1460', [meta('l4proto'), cmp('06'), ...maxseg]],
    ['ip protocol tcp', [...ofFamily('02'), ...ipProtocol('06')]],
    ['meta l4proto icmp', [...ofFamily('02'), meta('l4proto'), cmp('01')]],
    ['meta nfproto ipv6 meta l4proto icmp', [...ofFamily('0a'), meta('l4proto'), cmp('01')]],
  ])('%s', (text, expressions) => {
    expect(madeForms(expressions).text).toBe(text)
  })
})

test('bits within a field of bits are not another field', () => {
  const dscp: readonly Expression[] = [
    load('network', 1, 1),
    { kind: 'bitwise', sreg: 1, dreg: 1, length: 1, mask: 'fc', xor: '00' },
    { kind: 'bitwise', sreg: 1, dreg: 1, length: 1, op: 'rshift', data: '02000000' },
    { kind: 'bitwise', sreg: 1, dreg: 1, length: 1, mask: '03', xor: '00' },
    cmp('01'),
  ]
  expect(madeForms(dscp, { family: 'ip' }).text).toBe('ip dscp & 0x03 == lephb')
})

test('bytes of a TCP option that no field has', () => {
  const option: Expression = { kind: 'exthdr', op: 'tcpopt', type: 34, offset: 1, length: 2, flags: [], dreg: 1 }
  expect(madeForms([option, cmp('0005')])).toEqual({
    text: 'tcp option @34,8,16 0x5',
    json: [{ match: { op: '==', left: { 'tcp option': { base: 34, offset: 8, len: 16 } }, right: 5 } }],
  })
})

test('counters beyond 2^53', () => {
  expect(madeForms([{ kind: 'counter', packets: 2n ** 64n - 1n, bytes: 2n ** 53n + 1n }])).toEqual({
    text: 'counter packets 18446744073709551615 bytes 9007199254740993',
    json: [{ counter: { packets: 18446744073709551615n, bytes: 9007199254740993n } }],
  })
})

describe('names and comments are of whoever wrote the ruleset', () => {
  test('a line break in them makes no line', () => {
    const rule = { ...madeRule(accept), comment: 'one\naccept # handle 7\u001b[2J' }
    const chain = madeChain([rule], { name: '__chain0', flags: ['binding'] })
    const jump: Expression = { kind: 'immediate', dreg: 0, data: { verdict: 'jump', chain: '__chain0' } }
    expect(madeForms([jump], { chains: [chain] }).text).toBe(
      'jump {\n\t\t\taccept comment "one\\x0aaccept # handle 7\\x1b[2J"\n\t\t}',
    )
    const goto: Expression = { kind: 'immediate', dreg: 0, data: { verdict: 'goto', chain: 'a\r\nb' } }
    expect(madeForms([goto]).text).toBe('goto a\\x0d\\x0ab')
    expect(madeForms([{ kind: 'log', prefix: 'x\ndrop' }]).text).toBe('log prefix "x\\x0adrop"')
  })
})

describe('sets', () => {
  test('one that another program declared with types of its own', () => {
    const set = madeSet({ flags: ['anonymous', 'constant'], keyType: 99 << 6, elements: [{ key: '0a000001' }] })
    const rule: readonly Expression[] = [load('network', 12, 4), { kind: 'lookup', set: 's', sreg: 1 }]
    expect(madeForms(rule, { family: 'ip', sets: [set] }).text).toBe('ip saddr { 10.0.0.1 }')
  })

  test('`icmp type` in a set tells which message it is', () => {
    const set = madeSet({
      flags: ['anonymous', 'constant'],
      keyType: 14,
      keyLength: 1,
      elements: [{ key: '00' }, { key: '08' }],
    })
    const rule: readonly Expression[] = [
      meta('l4proto'),
      cmp('01'),
      load('transport', 0, 1),
      { kind: 'lookup', set: 's', sreg: 1 },
      load('transport', 4, 2),
      cmp('0005'),
    ]
    expect(madeForms(rule, { family: 'ip', sets: [set] }).text).toBe('icmp type { echo-reply, echo-request } icmp id 5')
  })
})

test('times are told in local time', () => {
  expect(madeForms([meta('hour'), cmp('50460000')]).text).toBe('meta hour "06:00"')
  expect(madeForms([meta('time'), cmp('0000d0e2b0a4fc16')]).text).toMatch(
    /^meta time "\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"$/,
  )
})
