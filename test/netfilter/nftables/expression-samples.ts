import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import { attribute, be16, be32, be64, byte, expressionBytes, hex, list, name, value, verdict } from './bytes.ts'

/** What an expression says, what it should mean. */
export type Sample = readonly [bytes: Buffer, expected: Expression]

/** 32-bit attributes from number 1 on. */
const numbers = (...values: readonly number[]): Buffer[] => values.map((each, at) => attribute(at + 1, be32(each)))

const counterBytes = expressionBytes('counter', attribute(1, be64(9n)), attribute(2, be64(7n)), attribute(3))
const counted: Expression & { kind: 'counter' } = { kind: 'counter', packets: 7, bytes: 9 }
const quotaBytes = expressionBytes(
  'quota',
  attribute(1, be64(2n ** 60n)),
  attribute(2, be32(3)),
  attribute(3),
  attribute(4, be64(12n)),
)
const quota: Expression & { kind: 'quota' } = {
  kind: 'quota',
  bytes: 2n ** 60n,
  flags: ['inv', 'depleted'],
  consumed: 12,
}

/** Every attribute of every kind, also those that only kernels or tools newer than those of the tests know. */
export const samples: readonly Sample[] = [
  [
    expressionBytes(
      'bitwise',
      ...numbers(1, 2, 4),
      attribute(4, value('ff000000')),
      attribute(5, value('00000001')),
      attribute(6, be32(0)),
    ),
    { kind: 'bitwise', sreg: 1, dreg: 2, length: 4, mask: 'ff000000', xor: '00000001', op: 'mask-xor' },
  ],
  [
    expressionBytes('bitwise', ...numbers(8, 9, 4), attribute(6, be32(2)), attribute(7, value('00000003'))),
    { kind: 'bitwise', sreg: 8, dreg: 9, length: 4, op: 'rshift', data: '00000003' },
  ],
  ...(['and', 'or', 'xor'] as const).map(
    (op, at): Sample => [
      expressionBytes('bitwise', ...numbers(1, 1, 16), attribute(6, be32(3 + at)), attribute(8, be32(2))),
      { kind: 'bitwise', sreg: 1, dreg: 1, length: 16, op, sreg2: 2 },
    ],
  ),
  [
    expressionBytes('byteorder', ...numbers(1, 2, 1, 4, 2)),
    { kind: 'byteorder', sreg: 1, dreg: 2, op: 'hton', length: 4, size: 2 },
  ],
  [
    expressionBytes('cmp', ...numbers(1, 5), attribute(3, value('0a000001'))),
    { kind: 'cmp', sreg: 1, op: 'gte', data: '0a000001' },
  ],
  [
    expressionBytes('cmp', ...numbers(1, 77), attribute(3, value('65746830'))),
    { kind: 'cmp', sreg: 1, op: '77', data: '65746830' },
  ],
  [expressionBytes('connlimit', ...numbers(10, 1)), { kind: 'connlimit', count: 10, flags: ['inv'] }],
  [counterBytes, counted],
  [
    expressionBytes('ct', ...numbers(1, 12), attribute(3, byte(1))),
    { kind: 'ct', dreg: 1, key: 'proto-dst', direction: 'reply' },
  ],
  [expressionBytes('ct', attribute(2, be32(3)), attribute(4, be32(1))), { kind: 'ct', key: 'mark', sreg: 1 }],
  [expressionBytes('dup', ...numbers(1, 2)), { kind: 'dup', sregAddr: 1, sregDev: 2 }],
  [
    expressionBytes(
      'dynset',
      attribute(1, name('seen')),
      attribute(2, be32(4)),
      attribute(3, be32(1)),
      attribute(4, be32(1)),
      attribute(5, be32(2)),
      attribute(6, be64(60_000n)),
      attribute(7, counterBytes),
      attribute(8),
      attribute(9, be32(1)),
    ),
    {
      kind: 'dynset',
      set: 'seen',
      setId: 4,
      op: 'update',
      sregKey: 1,
      sregData: 2,
      timeoutMs: 60_000,
      flags: ['inv'],
      expressions: [counted],
    },
  ],
  [
    expressionBytes(
      'dynset',
      attribute(1, name('seen')),
      attribute(3, be32(0)),
      attribute(9, be32(2)),
      attribute(10, list(counterBytes, quotaBytes, expressionBytes('newer', hex('01')))),
    ),
    {
      kind: 'dynset',
      set: 'seen',
      op: 'add',
      flags: ['expr'],
      expressions: [counted, quota, { kind: 'other', name: 'newer', bytes: '01' }],
    },
  ],
  [
    expressionBytes(
      'exthdr',
      attribute(1, be32(1)),
      attribute(2, byte(44)),
      ...[3, 4].map((at) => attribute(at, be32(at))),
      attribute(5, be32(1)),
      attribute(6, be32(4)),
    ),
    { kind: 'exthdr', dreg: 1, type: 44, offset: 3, length: 4, flags: ['present'], op: 'dccp' },
  ],
  [
    expressionBytes('exthdr', attribute(2, byte(2)), attribute(6, be32(1)), attribute(7, be32(1))),
    { kind: 'exthdr', type: 2, op: 'tcpopt', sreg: 1 },
  ],
  [
    expressionBytes('fib', ...numbers(1, 3, 0x29)),
    { kind: 'fib', dreg: 1, result: 'type', flags: ['saddr', 'iif', 'present'] },
  ],
  [expressionBytes('flow_offload', attribute(1, name('fast'))), { kind: 'flow_offload', flowtable: 'fast' }],
  [expressionBytes('fwd', ...numbers(1, 2, 10)), { kind: 'fwd', sregDev: 1, sregAddr: 2, nfproto: 'ip6' }],
  [
    expressionBytes(
      'hash',
      ...numbers(1, 2, 4, 10, 0xdead_beef, 5, 0),
      attribute(8, name('old')),
      attribute(9, be32(1)),
    ),
    {
      kind: 'hash',
      sreg: 1,
      dreg: 2,
      length: 4,
      modulus: 10,
      seed: 0xdead_beef,
      offset: 5,
      type: 'jhash',
      setName: 'old',
      setId: 1,
    },
  ],
  [
    expressionBytes('immediate', attribute(1, be32(0)), attribute(2, verdict(-3, '__chain0'))),
    { kind: 'immediate', dreg: 0, data: { verdict: 'jump', chain: '__chain0' } },
  ],
  [
    expressionBytes('immediate', attribute(1, be32(0)), attribute(2, verdict(0x0005_0003))),
    { kind: 'immediate', dreg: 0, data: { verdict: '327683' } },
  ],
  [
    expressionBytes('immediate', attribute(1, be32(1)), attribute(2, value('7f000001'))),
    { kind: 'immediate', dreg: 1, data: '7f000001' },
  ],
  [
    expressionBytes(
      'inner',
      ...numbers(0, 1, 15, 8),
      attribute(5, expressionBytes('payload', ...numbers(1, 4, 12, 4))),
    ),
    {
      kind: 'inner',
      num: 0,
      type: 'vxlan',
      flags: ['hdrsize', 'link', 'network', 'transport'],
      hdrsize: 8,
      expression: { kind: 'payload', dreg: 1, base: 'tunnel', offset: 12, length: 4 },
    },
  ],
  [
    expressionBytes('last', attribute(1, be32(1)), attribute(2, be64(5n)), attribute(3)),
    { kind: 'last', set: 1, msecs: 5 },
  ],
  [
    expressionBytes(
      'limit',
      attribute(1, be64(10n)),
      attribute(2, be64(60n)),
      ...[3, 4, 5].map((at) => attribute(at, be32(1))),
      attribute(6),
    ),
    { kind: 'limit', rate: 10, unit: 60, burst: 1, type: 'bytes', flags: ['inv'] },
  ],
  [
    expressionBytes(
      'log',
      attribute(1, be16(5)),
      attribute(2, name('it: ')),
      attribute(3, be32(128)),
      attribute(4, be16(9)),
      attribute(5, be32(4)),
      attribute(6, be32(0x6f)),
    ),
    {
      kind: 'log',
      group: 5,
      prefix: 'it: ',
      snaplen: 128,
      qthreshold: 9,
      level: 'warn',
      flags: ['tcp-sequence', 'tcp-options', 'ip-options', 'skuid', 'ether', '0x40'],
    },
  ],
  [
    expressionBytes(
      'lookup',
      attribute(1, name('__set0')),
      ...[2, 3, 4, 5].map((at) => attribute(at, be32(at === 5 ? 1 : at))),
    ),
    { kind: 'lookup', set: '__set0', sreg: 2, dreg: 3, setId: 4, flags: ['inv'] },
  ],
  [
    expressionBytes('masq', ...numbers(0x74, 1, 2)),
    { kind: 'masq', flags: ['random', 'fully-random', 'offset', 'netmap'], regProtoMin: 1, regProtoMax: 2 },
  ],
  [
    expressionBytes('match', attribute(1, name('novel')), attribute(2, be32(3)), attribute(3, hex('0102030405060708'))),
    { kind: 'match', match: { kind: 'other', name: 'novel', revision: 3, bytes: '0102030405060708' } },
  ],
  [
    expressionBytes(
      'match',
      attribute(1, name('mark')),
      attribute(2, be32(1)),
      attribute(3, hex('01000000ff0000000100000000000000')),
    ),
    { kind: 'match', match: { kind: 'mark', revision: 1, info: { mark: 1, mask: 255, invert: true } } },
  ],
  [expressionBytes('meta', ...numbers(1, 6)), { kind: 'meta', dreg: 1, key: 'iifname' }],
  [expressionBytes('meta', ...numbers(1, 37)), { kind: 'meta', dreg: 1, key: 'ibrhwaddr' }],
  [expressionBytes('meta', attribute(2, be32(99)), attribute(3, be32(8))), { kind: 'meta', key: '99', sreg: 8 }],
  [
    expressionBytes('nat', ...numbers(1, 10, 1, 2, 3, 4, 0x0b)),
    {
      kind: 'nat',
      type: 'dnat',
      family: 'ip6',
      regAddrMin: 1,
      regAddrMax: 2,
      regProtoMin: 3,
      regProtoMax: 4,
      flags: ['map-ips', 'proto-specified', 'persistent'],
    },
  ],
  [expressionBytes('notrack'), { kind: 'notrack' }],
  [attribute(1, name('notrack')), { kind: 'notrack' }],
  [
    expressionBytes('numgen', ...numbers(1, 10, 1, 5), attribute(5, name('old')), attribute(6, be32(2))),
    { kind: 'numgen', dreg: 1, modulus: 10, type: 'random', offset: 5, setName: 'old', setId: 2 },
  ],
  [
    expressionBytes(
      'objref',
      attribute(1, be32(7)),
      attribute(2, name('t1')),
      attribute(3, be32(1)),
      attribute(4, name('m')),
      attribute(5, be32(2)),
    ),
    { kind: 'objref', type: 'ct timeout', name: 't1', sreg: 1, set: 'm', setId: 2 },
  ],
  [
    expressionBytes('osf', attribute(1, be32(1)), attribute(2, byte(2)), attribute(3, be32(1))),
    { kind: 'osf', dreg: 1, ttl: 2, flags: ['version'] },
  ],
  [
    expressionBytes('payload', ...numbers(1, 0, 12, 2)),
    { kind: 'payload', dreg: 1, base: 'link', offset: 12, length: 2 },
  ],
  [
    expressionBytes(
      'payload',
      attribute(2, be32(1)),
      attribute(3, be32(10)),
      attribute(4, be32(2)),
      ...[5, 6, 7, 8].map((at) => attribute(at, be32(1))),
    ),
    {
      kind: 'payload',
      base: 'network',
      offset: 10,
      length: 2,
      sreg: 1,
      csumType: 'inet',
      csumOffset: 1,
      csumFlags: ['pseudohdr'],
    },
  ],
  [
    expressionBytes(
      'queue',
      attribute(1, be16(5)),
      attribute(2, be16(3)),
      attribute(3, be16(3)),
      attribute(4, be32(1)),
    ),
    { kind: 'queue', num: 5, total: 3, flags: ['bypass', 'fanout'], sregQnum: 1 },
  ],
  [quotaBytes, quota],
  [
    expressionBytes('range', ...numbers(1, 1), attribute(3, value('03e8')), attribute(4, value('07d0'))),
    { kind: 'range', sreg: 1, op: 'neq', from: '03e8', to: '07d0' },
  ],
  [expressionBytes('redir', ...numbers(1, 2, 4)), { kind: 'redir', regProtoMin: 1, regProtoMax: 2, flags: ['random'] }],
  [
    expressionBytes('reject', attribute(1, be32(2)), attribute(2, byte(3))),
    { kind: 'reject', type: 'icmpx', icmpCode: 3 },
  ],
  [expressionBytes('rt', ...numbers(1, 3)), { kind: 'rt', dreg: 1, key: 'mtu' }],
  [expressionBytes('socket', ...numbers(3, 1, 2)), { kind: 'socket', key: 'cgroupv2', dreg: 1, level: 2 }],
  [
    expressionBytes('synproxy', attribute(1, be16(1460)), attribute(2, byte(7)), attribute(3, be32(0x1f))),
    { kind: 'synproxy', mss: 1460, wscale: 7, flags: ['mss', 'wscale', 'sack-perm', 'timestamp', 'ecn'] },
  ],
  [
    expressionBytes('target', attribute(1, name('NOVEL')), attribute(2, be32(0)), attribute(3, hex('00ff'))),
    { kind: 'target', target: { kind: 'other', name: 'NOVEL', revision: 0, bytes: '00ff' } },
  ],
  [expressionBytes('tproxy', ...numbers(2, 1, 2)), { kind: 'tproxy', family: 'ip', regAddr: 1, regPort: 2 }],
  [expressionBytes('tunnel', ...numbers(1, 2, 2)), { kind: 'tunnel', key: 'id', dreg: 2, mode: 'tx' }],
  [
    expressionBytes('xfrm', ...numbers(1, 5), attribute(3, byte(1)), attribute(4, be32(2))),
    { kind: 'xfrm', dreg: 1, key: 'reqid', dir: 'out', spnum: 2 },
  ],
  [
    expressionBytes('meta', ...numbers(1, 0), attribute(63, hex('0102'))),
    { kind: 'meta', dreg: 1, key: 'length', unknown: [{ type: 63, bytes: '0102' }] },
  ],
  [expressionBytes('from tomorrow', hex('00ff10')), { kind: 'other', name: 'from tomorrow', bytes: '00ff10' }],
]
