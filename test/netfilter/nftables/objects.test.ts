import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { objectAnswer } from '../../../collectors/netfilter/nftables/object-answer.ts'
import { type ObjectData, objectShape, objects } from '../../../collectors/netfilter/nftables/objects/index.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import { attribute, be16, be32, be64, byte, hex, le32, name, viewOf } from './bytes.ts'

const messageOf = (type: number, data: Uint8Array): Buffer =>
  Buffer.concat([
    be32(0x0200_0005),
    attribute(1, name('t')),
    attribute(2, name('o')),
    attribute(3, be32(type)),
    attribute(4, data),
    attribute(5, be32(1)),
    attribute(6, be64(4n)),
    attribute(8, hex('0003686900')),
  ])
const decode = (bytes: Uint8Array) => objectAnswer.decode(viewOf(bytes), 0, bytes.length)

const protocols = [be16(2), byte(6)] as const
const samples: readonly (readonly [type: number, data: Buffer, expected: ObjectData])[] = [
  [
    1,
    Buffer.concat([attribute(1, be64(2n ** 63n)), attribute(2, be64(3n)), attribute(3)]),
    { kind: 'counter', bytes: 2n ** 63n, packets: 3 },
  ],
  [
    2,
    Buffer.concat([attribute(1, be64(100n)), attribute(2, be32(1)), attribute(3), attribute(4, be64(5n))]),
    { kind: 'quota', bytes: 100, flags: ['inv'], consumed: 5 },
  ],
  [
    3,
    Buffer.concat([attribute(1, name('ftp')), attribute(2, protocols[0]), attribute(3, protocols[1])]),
    { kind: 'ct helper', helper: 'ftp', l3proto: 2, l4proto: 6 },
  ],
  [
    4,
    Buffer.concat([
      attribute(1, be64(10n)),
      attribute(2, be64(1n)),
      attribute(3, be32(5)),
      attribute(4, be32(0)),
      attribute(5, be32(0)),
      attribute(6),
    ]),
    { kind: 'limit', rate: 10, unit: 1, burst: 5, type: 'packets', flags: [] },
  ],
  [5, Buffer.concat([attribute(1, be32(20)), attribute(2, be32(1))]), { kind: 'connlimit', count: 20, flags: ['inv'] }],
  [
    6,
    Buffer.concat([
      attribute(1, be32(77)),
      attribute(2, attribute(1, hex('0a000001')), attribute(2, hex('0a000002'))),
      attribute(4, be32(7)),
      attribute(5, byte(1)),
      attribute(6, byte(64)),
      attribute(7, be16(4789)),
      attribute(8, be16(4790)),
      attribute(9, attribute(1, attribute(1, be32(5)))),
    ]),
    {
      kind: 'tunnel',
      id: 77,
      ip: { source: '10.0.0.1', destination: '10.0.0.2' },
      flags: ['zero-csum-tx', 'dont-fragment', 'seq-number'],
      tos: 1,
      ttl: 64,
      sourcePort: 4789,
      destinationPort: 4790,
      options: { vxlan: { gbp: 5 } },
    },
  ],
  [
    6,
    Buffer.concat([
      attribute(1, be32(78)),
      attribute(
        3,
        attribute(1, hex('fd000000000000000000000000000001')),
        attribute(2, hex('fd000000000000000000000000000002')),
        attribute(3, be32(9)),
      ),
      attribute(
        9,
        attribute(2, attribute(1, be32(2)), attribute(2, be32(3)), attribute(3, byte(4)), attribute(4, byte(1))),
        attribute(3, attribute(1, be16(0x102)), attribute(2, byte(3)), attribute(3, hex('c0ffee00'))),
      ),
    ]),
    {
      kind: 'tunnel',
      id: 78,
      ip6: { source: 'fd00::1', destination: 'fd00::2', flowLabel: 9 },
      options: {
        erspan: { version: 2, index: 3, hardwareId: 4, direction: 1 },
        geneve: { class: 0x102, type: 3, data: 'c0ffee00' },
      },
    },
  ],
  [
    7,
    Buffer.concat([
      attribute(1, protocols[0]),
      attribute(2, protocols[1]),
      attribute(3, attribute(1, be32(120)), attribute(3, be32(7))),
    ]),
    {
      kind: 'ct timeout',
      l3proto: 2,
      l4proto: 6,
      timeouts: [
        { state: 1, seconds: 120 },
        { state: 3, seconds: 7 },
      ],
    },
  ],
  [8, attribute(1, name('system_u:object_r:x_t:s0')), { kind: 'secmark', ctx: 'system_u:object_r:x_t:s0' }],
  [
    9,
    Buffer.concat([
      attribute(1, protocols[0]),
      attribute(2, protocols[1]),
      attribute(3, be16(9876)),
      attribute(4, le32(120_000)),
      attribute(5, byte(12)),
    ]),
    { kind: 'ct expectation', l3proto: 2, l4proto: 6, dport: 9876, timeoutMs: 120_000, size: 12 },
  ],
  [
    10,
    Buffer.concat([attribute(1, be16(1460)), attribute(2, byte(7)), attribute(3, be32(3))]),
    { kind: 'synproxy', mss: 1460, wscale: 7, flags: ['mss', 'wscale'] },
  ],
  [4711, hex('00ff'), { kind: 'other', type: '4711', bytes: '00ff' }],
]
const named = samples.map((sample) => [sample[2].kind, ...sample] as const)

describe('an object', () => {
  const check = new Ajv({ strict: false }).compile(objectShape.json)

  test.each(named)('%s', (_kind, type, data, expected) => {
    const { content, name: own, handle, userdata } = decode(messageOf(type, data))
    expect(content).toEqual(expected)
    expect({ own, handle, userdata }).toEqual({ own: 'o', handle: 4, userdata: { comment: 'hi' } })
    expect(check(JSON.parse(toJson(content))), JSON.stringify(check.errors)).toBe(true)
  })

  test.each(named)('%s, cut off or with a flipped bit, fails with a DecodeError or not at all', (_kind, type, data) => {
    const whole = messageOf(type, data)
    for (let length = 0; length < whole.length; length++) onlyDecodeErrors(() => decode(whole.subarray(0, length)))
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Buffer.from(whole)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      onlyDecodeErrors(() => decode(flipped))
    }
  })

  test('the samples have every type', () => {
    const known = Object.values(objects).map(({ type }) => type)
    expect(known.filter((type) => !samples.some(([, , { kind }]) => kind === type))).toEqual([])
  })

  test('says where it is wrong', () => {
    expect(() => decode(messageOf(1, attribute(1, be32(1))))).toThrow(
      /^nf_tables object › counter › bytes: expected 8 bytes, got 4 at byte \d+$/,
    )
  })
})

const onlyDecodeErrors = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
  }
}
