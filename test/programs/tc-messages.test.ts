import { describe, expect, test } from 'vitest'
import type { AttachedProgram } from '../../collectors/programs/record.ts'
import { filter } from '../../collectors/programs/tc-messages.ts'
import { DecodeError } from '../../collectors/wire/error.ts'
import { attribute, bytesOf, hex, join, nest, type Part, s32, text, u16, u32 } from '../captures/parts.ts'

/** struct tcmsg of ifindex 3, priority 10, ETH_P_IP; then attributes. */
const head = join(u32(0), s32(3), u32(0x8000_0800), u32(0xffff_fff2), u32((10 << 16) | 0x0008))

const bytesWith = (kind: string, options: readonly Part[] | null, more: readonly Part[] = []): Uint8Array =>
  join(head, bytesOf([attribute(1, text(kind)), ...more, ...(options ? [nest(2, '', options)] : [])]))

const decoded = (bytes: Uint8Array): ReturnType<typeof filter.decode> =>
  filter.decode(new DataView(bytes.buffer, bytes.byteOffset), 0, bytes.length)

/** A list of actions, numbered from 1. */
const actions = (number: number, ...parts: readonly (readonly [kind: string, options: readonly Part[]])[]): Part =>
  nest(
    number,
    '',
    parts.map(([kind, options], at) => nest(at + 1, '', [attribute(1, text(kind)), nest(2, '', options)])),
  )

/** The macro tc_gen: index, capabilities, the verdict, and two counts. */
const general = (control: number): Uint8Array => join(u32(1), u32(0), s32(control), u32(1), u32(1))
const times = attribute(1, hex('00'.repeat(32)))
const gact = (control: number): readonly [string, readonly Part[]] => ['gact', [times, attribute(2, general(control))]]

type Actions = NonNullable<AttachedProgram['filter']>['actions']
const actionsIn = (bytes: Uint8Array): Actions | undefined => decoded(bytes).filter?.actions

describe('actions', () => {
  test.each([
    [2, 'drop'],
    [0, 'ok'],
    [-1, 'continue'],
    [3, 'pipe'],
    [8, 'trap'],
    [0x1000_0002, 'jump 2'],
    [0x2000_0007, 'goto chain 7'],
    [99, '99'],
  ])('of gact: %i is %s', (control, word) => {
    expect(actionsIn(bytesWith('flower', [actions(3, gact(control))]))).toEqual([{ kind: 'gact', control: word }])
  })

  test.each([
    ['basic', 3],
    ['cgroup', 1],
    ['flow', 9],
    ['flower', 3],
    ['fw', 4],
    ['matchall', 2],
    ['route', 6],
    ['u32', 7],
    ['bpf', 1],
  ])('are found in the classifier %s', (kind, number) => {
    expect(actionsIn(bytesWith(kind, [actions(number, gact(2), gact(3))]))).toEqual([
      { kind: 'gact', control: 'drop' },
      { kind: 'gact', control: 'pipe' },
    ])
  })

  test('of bpf have a program, of mirred a device; of others there are the bytes without what only ages', () => {
    const program = [
      'bpf',
      [times, attribute(2, general(3)), attribute(6, text('name')), attribute(9, u32(77))],
    ] as const
    const redirect = ['mirred', [attribute(2, join(general(4), s32(3), u32(9)))]] as const
    const nat = ['nat', [attribute(1, hex('01020304')), attribute(2, hex('00'.repeat(32)))]] as const
    const ofTomorrow = ['future', [times, attribute(40, hex('ff'))]] as const
    expect(actionsIn(bytesWith('matchall', [actions(2, program, redirect, nat, ofTomorrow)]))).toEqual([
      { kind: 'bpf', control: 'pipe', id: 77 },
      { kind: 'mirred', control: 'stolen', mirred: { action: 'ingress redirect', ifindex: 9 } },
      { kind: 'nat', options: [{ type: 1, bytes: '01020304' }] },
      { kind: 'future', options: [{ type: 40, bytes: 'ff' }] },
    ])
  })

  test.each([
    ['u32', 6],
    ['bpf', 2],
  ])('in their older form are a policer: %s', (kind, number) => {
    const police = nest(number, '', [attribute(1, hex('0a0b')), attribute(6, hex('00'.repeat(32)))])
    expect(actionsIn(bytesWith(kind, [police]))).toEqual([{ kind: 'police', options: [{ type: 1, bytes: '0a0b' }] }])
  })
})

describe('a filter', () => {
  test('of a classifier that nobody knows is kept with its bytes', () => {
    const bytes = bytesWith('of-tomorrow', [attribute(1, hex('0102'))], [attribute(11, u32(5))])
    expect(decoded(bytes)).toEqual({
      ifindex: 3,
      kind: 'of-tomorrow',
      filter: {
        ...{ chain: 5, priority: 10, protocol: 0x0800, handle: 0x8000_0800, actions: [] },
        options: [{ type: 1, bytes: '0102' }],
      },
    })
  })

  test('is none without options, and none when it is a hash table of u32', () => {
    expect(decoded(bytesWith('u32', null))).toEqual({ ifindex: 3, kind: 'u32' })
    expect(decoded(bytesWith('u32', [attribute(4, u32(1))]))).toEqual({ ifindex: 3, kind: 'u32' })
  })

  test('of bpf has a program or classic instructions; what else comes with it is left alone', () => {
    const eBpf = [
      attribute(7, text('a section')),
      attribute(8, u32(1)),
      attribute(10, hex('0011223344556677')),
      attribute(11, u32(5)),
    ]
    expect(decoded(bytesWith('bpf', eBpf))).toMatchObject({ id: 5, filter: { directAction: true, actions: [] } })
    const classic = [attribute(4, u16(2)), attribute(5, hex('00'.repeat(16)))]
    expect(decoded(bytesWith('bpf', classic)).filter).toMatchObject({ directAction: false, classicInstructions: 2 })
    expect(decoded(bytesWith('bpf', classic))).not.toHaveProperty('id')
  })

  test('that is cut off or damaged is a DecodeError, and says where', () => {
    const whole = [
      bytesWith('u32', [
        attribute(5, hex('00112233')),
        actions(7, gact(2), ['mirred', [attribute(2, join(general(4), s32(1), u32(2)))]]),
      ]),
      bytesWith('bpf', [attribute(4, u16(2)), attribute(8, u32(1)), attribute(11, u32(5)), actions(1, gact(2))]),
    ]
    for (const bytes of whole) {
      for (let length = 0; length < bytes.length; length++) expectOnlyDecodeError(bytes.slice(0, length))
      for (let bit = 0; bit < 8 * bytes.length; bit++) {
        const damaged = Uint8Array.from(bytes)
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expectOnlyDecodeError(damaged)
      }
    }
    expect(() => decoded(bytesWith('flower', [actions(3, ['gact', [attribute(2, u32(1))]])]))).toThrow(
      /^filter › options › flower › parameters: struct tc_gact has 20 bytes, got 4 at byte \d+$/,
    )
  })
})

const expectOnlyDecodeError = (bytes: Uint8Array): void => {
  try {
    decoded(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError)
  }
}
