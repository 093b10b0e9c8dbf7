import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { conntrackEntry } from '../../../collectors/netfilter/conntrack/entry.ts'
import { conntrackExpectation } from '../../../collectors/netfilter/conntrack/expectation.ts'
import { conntrackEntryShape } from '../../../collectors/netfilter/conntrack/record.ts'
import { statusNumber, statusWords } from '../../../collectors/netfilter/conntrack/status.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import { be16, be32, hex, join, text, u8 } from '../../captures/parts.ts'
import { attribute, ipv4, nest, ports } from './attribute-bytes.ts'
import { decodeBytes, maltreat } from './only-decode-errors.ts'
import { translationOf } from './translation.ts'

const head4 = hex('02000000')
const head6 = hex('0a000000')
const original = nest(1, ipv4('10.0.0.1', '10.0.0.2'), ports(6, 40000, 8080))
const reply = nest(2, ipv4('172.18.0.2', '10.0.0.1'), ports(6, 80, 40000))

const whole = join(
  head4,
  original,
  reply,
  attribute(3, be32(0x1012e)),
  attribute(7, be32(431999)),
  nest(9, attribute(1, hex('0000000000000003')), attribute(2, hex('0020000000000001'))),
  nest(10, attribute(1, hex('0000000000000002')), attribute(2, hex('00000000000000ff'))),
  nest(20, attribute(1, hex('18e3a5c0b1d2e3f4')), attribute(2, hex('18e3a5c0b1d2e3f5'))),
  nest(
    4,
    nest(
      1,
      attribute(1, u8(3)),
      attribute(2, u8(7)),
      attribute(3, u8(7)),
      attribute(4, hex('2300')),
      attribute(5, hex('2300')),
    ),
  ),
  nest(5, attribute(1, text('ftp')), nest(2)),
  attribute(8, be32(0xffffffff)),
  nest(19, attribute(1, text('system_u:object_r:unlabeled_t:s0'))),
  attribute(22, hex('0a000000000000000000000000000080')),
  attribute(12, be32(0xdeadbeef)),
  attribute(11, be32(2)),
  nest(14, ipv4('10.0.0.1', '10.0.0.2'), ports(6, 39999, 21)),
  nest(15, attribute(1, be32(1))),
  nest(16, attribute(1, be32(1))),
  attribute(18, be16(9)),
  attribute(17, be32(1)),
  nest(24, attribute(1, be32(1))),
  attribute(27, hex('0000000000000001')),
  attribute(99, hex('c0ffee')),
)

describe('an entry with everything', () => {
  const entry = decodeBytes(conntrackEntry.decode, whole)

  test('is what its bytes say', () => {
    expect(entry).toEqual({
      id: 0xdeadbeef,
      family: 'ipv4',
      original: { source: '10.0.0.1', destination: '10.0.0.2', protocol: 6, sourcePort: 40000, destinationPort: 8080 },
      reply: { source: '172.18.0.2', destination: '10.0.0.1', protocol: 6, sourcePort: 80, destinationPort: 40000 },
      originalZone: 9,
      replyZone: 9,
      status: ['seen_reply', 'assured', 'confirmed', 'dst_nat', 'dst_nat_done', 'bit 16'],
      timeout: 431999,
      mark: 0xffffffff,
      use: 2,
      state: 'established',
      originalCounters: { packets: 3, bytes: 9007199254740993n },
      replyCounters: { packets: 2, bytes: 255 },
      started: 0x18e3a5c0b1d2e3f4n,
      stopped: 0x18e3a5c0b1d2e3f5n,
      helper: 'ftp',
      labels: [1, 3, 127],
      securityContext: 'system_u:object_r:unlabeled_t:s0',
      master: { source: '10.0.0.1', destination: '10.0.0.2', protocol: 6, sourcePort: 39999, destinationPort: 21 },
      unknown: [{ type: 99, bytes: 'c0ffee' }],
    })
  })

  test('has the form that the schema says', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(conntrackEntryShape.json)
    validate(JSON.parse(toJson(entry)))
    expect(validate.errors ?? []).toEqual([])
  })

  test('tells its NAT', () => {
    expect(translationOf(entry)).toEqual({ source: null, destination: { address: '172.18.0.2', port: 80 } })
  })

  test('cut off anywhere or with a bit flipped fails with a DecodeError or not at all', () => {
    expect(maltreat(conntrackEntry.decode, whole)).toBeGreaterThan(whole.length / 2)
  })
})

describe('other protocols', () => {
  const addresses6 = nest(
    1,
    attribute(3, hex('20010db8000000000000000000000001')),
    attribute(4, hex('fe800000000000000000000000000002')),
  )
  const icmp6 = nest(2, attribute(1, u8(58)), attribute(7, be16(78)), attribute(8, u8(128)), attribute(9, u8(0)))

  test('ICMPv6 has an id, a type and a code; a tuple may have a zone of its own', () => {
    const bytes = join(head6, nest(1, addresses6, icmp6, attribute(3, be16(4))), nest(2, addresses6, icmp6))
    const entry = decodeBytes(conntrackEntry.decode, bytes)
    expect(entry).toMatchObject({
      family: 'ipv6',
      original: { source: '2001:db8::1', destination: 'fe80::2', icmpId: 78, icmpType: 128, icmpCode: 0, zone: 4 },
      originalZone: 4,
      replyZone: 0,
      timeout: null,
      state: null,
      originalCounters: null,
      status: [],
    })
    expect(translationOf(entry).source).toEqual({ address: 'fe80::2', port: null })
  })

  test.each([
    [2, 4, 'open'],
    [2, 7, 'timewait'],
    [3, 4, 'established'],
    [1, 9, 'syn_sent2'],
    [1, 42, '42'],
    [9, 1, null],
  ])('state %i/%i', (protocol, state, word) => {
    const info = nest(4, nest(protocol, attribute(1, u8(state)), attribute(2, u8(1))))
    expect(decodeBytes(conntrackEntry.decode, join(head4, original, reply, info)).state).toBe(word)
  })

  test('an unknown part of a tuple is kept', () => {
    const odd = nest(
      1,
      ipv4('10.0.0.1', '10.0.0.2'),
      nest(2, attribute(1, u8(200)), attribute(30, u8(1))),
      attribute(31, u8(2)),
    )
    expect(decodeBytes(conntrackEntry.decode, join(head4, odd, reply)).original.unknown).toEqual([
      { type: 30, bytes: '01' },
      { type: 31, bytes: '02' },
    ])
  })
})

describe('what is no entry', () => {
  test.each([
    [
      'a family of its own',
      join(hex('07000000'), original, reply),
      'conntrack entry: an entry of the family 7 at byte',
    ],
    ['one direction', join(head4, original), 'conntrack entry: an entry without both tuples at byte'],
    [
      'no protocol',
      join(head4, nest(1, ipv4('1.1.1.1', '2.2.2.2')), reply),
      'conntrack entry › CTA_TUPLE_ORIG: a tuple without addresses or protocol',
    ],
    [
      'a port of three bytes',
      join(head4, original, nest(2, nest(2, attribute(2, hex('010203'))))),
      'conntrack entry › CTA_TUPLE_REPLY: expected 2 bytes, got 3 at byte',
    ],
    [
      'half an attribute',
      join(head4, original, reply, hex('0400')),
      'conntrack entry: 2 bytes after the last attribute at byte',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeBytes(conntrackEntry.decode, bytes)).toThrow(message)
  })
})

test('status words and numbers are each other’s inverse', () => {
  expect(statusNumber(['seen_reply', 'assured', 'hw_offload'])).toBe(0x8006)
  expect(statusWords(0x8006)).toEqual(['seen_reply', 'assured', 'hw_offload'])
  expect(statusWords(0x8000_0000)).toEqual(['bit 31'])
})

describe('an expectation', () => {
  const tuple = (type: number): Uint8Array => nest(type, ipv4('10.0.0.1', '10.0.0.2'), ports(6, 1, 2))
  const bytes = join(
    head4,
    tuple(1),
    tuple(2),
    tuple(3),
    attribute(4, be32(299)),
    attribute(5, be32(0xf0000001)),
    attribute(6, text('ftp')),
    attribute(7, be16(3)),
    attribute(8, be32(4)),
    attribute(9, be32(1)),
    nest(10, attribute(1, be32(1)), tuple(2)),
    attribute(11, text('nat-follow-master')),
    attribute(77, u8(1)),
  )

  test('has every field', () => {
    const same = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 6, sourcePort: 1, destinationPort: 2 }
    expect(decodeBytes(conntrackExpectation.decode, bytes)).toEqual({
      family: 2,
      version: 0,
      resourceId: 0,
      master: same,
      tuple: same,
      mask: same,
      timeout: 299,
      id: 0xf0000001,
      helper: 'ftp',
      zone: 3,
      flags: 4,
      class: 1,
      nat: { direction: 1, tuple: same },
      function: 'nat-follow-master',
      unknown: [{ type: 77, bytes: '01' }],
    })
  })

  test('cut off anywhere or with a bit flipped fails with a DecodeError or not at all', () => {
    expect(maltreat(conntrackExpectation.decode, bytes)).toBeGreaterThan(bytes.length / 2)
  })
})
