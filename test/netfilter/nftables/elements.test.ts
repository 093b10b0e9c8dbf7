import { describe, expect, test } from 'vitest'
import { elementsAnswer } from '../../../collectors/netfilter/nftables/element-answer.ts'
import type { NftElement } from '../../../collectors/netfilter/nftables/record.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { attribute, be32, be64, expressionBytes, hex, le32, list, name, value, verdict, viewOf } from './bytes.ts'

const messageOf = (...elements: readonly Uint8Array[]): Buffer =>
  Buffer.concat([be32(0x0200_0005), attribute(1, name('t')), attribute(2, name('s')), attribute(3, list(...elements))])
const decode = (bytes: Uint8Array): readonly NftElement[] =>
  elementsAnswer.decode(viewOf(bytes), 0, bytes.length).elements

const key = (digits: string): Buffer => attribute(1, value(digits))
const counter = expressionBytes('counter', attribute(1, be64(6n)), attribute(2, be64(5n)))

const samples: readonly (readonly [what: string, bytes: Buffer, expected: NftElement])[] = [
  ['a key of four bytes', key('0a000001'), { key: '0a000001' }],
  ['of one byte', key('06'), { key: '06' }],
  ['of two', key('0050'), { key: '0050' }],
  ['of sixteen', key('65746830000000000000000000000000'), { key: '65746830000000000000000000000000' }],
  ['of sixty-four', key('ab'.repeat(64)), { key: 'ab'.repeat(64) }],
  [
    'the end of an interval',
    Buffer.concat([key('0b000000'), attribute(3, be32(1))]),
    { key: '0b000000', intervalEnd: true },
  ],
  [
    'an interval of concatenated keys',
    Buffer.concat([key('0a00000000500000'), attribute(10, value('0affffff005a0000'))]),
    { key: '0a00000000500000', keyEnd: '0affffff005a0000' },
  ],
  [
    'the one that catches all',
    Buffer.concat([attribute(3, be32(2)), attribute(2, verdict(0))]),
    { catchall: true, data: { verdict: 'drop' } },
  ],
  [
    'a jump',
    Buffer.concat([key('0016'), attribute(2, verdict(-4, 'ssh'))]),
    { key: '0016', data: { verdict: 'goto', chain: 'ssh' } },
  ],
  ['an object', Buffer.concat([key('0a000009'), attribute(9, name('c1'))]), { key: '0a000009', object: 'c1' }],
  [
    'times, a comment and expressions',
    Buffer.concat([
      key('0a000001'),
      attribute(4, be64(7_200_000n)),
      attribute(5, be64(7_199_996n)),
      attribute(6, hex('0003686900')),
      attribute(7, counter),
      attribute(8),
    ]),
    {
      key: '0a000001',
      timeoutMs: 7_200_000,
      expirationMs: 7_199_996,
      comment: 'hi',
      expressions: [{ kind: 'counter', packets: 5, bytes: 6 }],
    },
  ],
  [
    'several expressions',
    Buffer.concat([key('01'), attribute(11, list(counter, expressionBytes('newer', hex('00'))))]),
    {
      key: '01',
      expressions: [
        { kind: 'counter', packets: 5, bytes: 6 },
        { kind: 'other', name: 'newer', bytes: '00' },
      ],
    },
  ],
  [
    'an open interval, as nft notes it',
    Buffer.concat([key('e0000000'), attribute(6, Buffer.concat([hex('0104'), le32(1)]))]),
    { key: 'e0000000', intervalOpen: true },
  ],
  [
    'something newer',
    Buffer.concat([key('01'), attribute(50, hex('ff'))]),
    { key: '01', unknown: [{ type: 50, bytes: 'ff' }] },
  ],
]

describe('an element', () => {
  test.each(samples)('%s', (_what, bytes, expected) => {
    expect(decode(messageOf(bytes))).toEqual([expected])
  })

  test.each(samples)('%s, cut off or with a flipped bit, fails with a DecodeError or not at all', (_what, bytes) => {
    const whole = messageOf(bytes)
    for (let length = 0; length < whole.length; length++) onlyDecodeErrors(() => decode(whole.subarray(0, length)))
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      onlyDecodeErrors(() => decode(flipped))
    }
  })

  test('many come in their order', () => {
    const all = Array.from({ length: 1000 }, (_, at) => at.toString(16).padStart(8, '0'))
    expect(decode(messageOf(...all.map(key)))).toEqual(all.map((each) => ({ key: each })))
  })

  test('says which one is wrong', () => {
    expect(() => decode(messageOf(key('01'), attribute(1, attribute(3))))).toThrow(
      /^nf_tables elements › element 2 › key: neither a value nor a verdict at byte \d+$/,
    )
  })

  test.each([
    ['no pieces', 'ff'],
    ['a piece beyond the end', '00056869'],
    ['no text at all', '00'],
    ['a flag of an odd size', '010101'],
  ])('user data is anything: %s', (_what, digits) => {
    expect(decode(messageOf(Buffer.concat([key('01'), attribute(6, hex(digits))])))).toEqual([
      { key: '01', otherUserdata: digits },
    ])
  })

  test('of two comments the first is shown, and the other kept', () => {
    const notes = attribute(6, hex('00026100' + '00026200' + '0901ee'))
    expect(decode(messageOf(Buffer.concat([key('01'), notes])))).toEqual([
      { key: '01', comment: 'a', otherUserdata: '000262000901ee' },
    ])
  })
})

const onlyDecodeErrors = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
  }
}
