import { describe, expect, test } from 'vitest'
import { KernelError, problemKindOf } from '../../../collectors/linux/errno.ts'
import { readNftables } from '../../../collectors/netfilter/nftables/read-nftables.ts'
import { readRuleCounters } from '../../../collectors/netfilter/nftables/read-rule-counters.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import {
  type Datagram,
  done,
  type FakeKernel,
  type FakeMessage,
  failure,
  fakeKernel,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
} from '../../collectors/netlink/fake-kernel.ts'
import { attribute, be16, be32, be64, expressionBytes, list, name, value } from './bytes.ts'

const EPERM = 1
const ENOENT = 2
const EINVAL = 22

/** enum nf_tables_msg_types */
const GET = { table: 1, chain: 4, rule: 7, set: 10, element: 13, generation: 16, object: 19, flowtable: 23 } as const
type Asked = keyof typeof GET

/** What a namespace has at a moment: a generation, and for each question the answers' attributes. */
interface Moment {
  readonly generation: number
  readonly family?: number
  readonly parts?: { readonly [A in Asked]?: readonly Uint8Array[] }
  /** In place of an answer. */
  readonly errno?: { readonly [A in Asked]?: number }
  readonly torn?: Asked
}

const answer = (
  asked: Asked,
  { generation, family = 1 }: Moment,
  body: Uint8Array,
  flags = NLM_F_MULTI,
): FakeMessage => ({
  type: (10 << 8) | (GET[asked] - 1),
  flags,
  body: Buffer.concat([Buffer.from([family, 0]), be16(generation & 0xffff), body]),
})

const askedOf = (request: Uint8Array): Asked => {
  const number = request[4]
  const found = Object.entries(GET).find(([, each]) => each === number)
  if (request[5] !== 10 || found === undefined) throw new Error(`asked for ${number}`)
  return found[0] as Asked
}

const answersOf = (asked: Asked, moment: Moment, request: Uint8Array): readonly Datagram[] => {
  const errno = moment.errno?.[asked]
  if (errno !== undefined) return [[failure(errno, { request })]]
  if (asked === 'generation')
    return [[answer(asked, moment, attribute(1, be32(moment.generation)), 0)], [failure(0, { request })]]
  const flags = NLM_F_MULTI | (moment.torn === asked ? NLM_F_DUMP_INTR : 0)
  const bodies = moment.parts?.[asked] ?? []
  return [bodies.map((body) => answer(asked, moment, body, flags)), [done(0, flags)]].filter(({ length }) => length > 0)
}

/** Each question is answered from the next of the moments, the last one for ever. */
const kernelOf = (...moments: readonly Moment[]): FakeKernel =>
  fakeKernel((request, attempt) => {
    const moment = moments[Math.min(attempt, moments.length - 1)]
    if (moment === undefined) throw new Error('no moment')
    return answersOf(askedOf(request), moment, request)
  })

const rule = (handle: bigint, table = 't'): Buffer =>
  Buffer.concat([
    attribute(1, name(table)),
    attribute(2, name('c')),
    attribute(3, be64(handle)),
    attribute(4, list(expressionBytes('counter', attribute(1, be64(5n)), attribute(2, be64(1n))))),
    attribute(7, Buffer.from('\0\x03ok\0', 'latin1')),
    attribute(77, be32(1)),
  ])
const parts = {
  table: [
    Buffer.concat([
      attribute(1, name('t')),
      attribute(2, be32(0x8002)),
      attribute(4, be64(3n)),
      attribute(7, be32(99)),
    ]),
  ],
  chain: [Buffer.concat([attribute(1, name('t')), attribute(2, be64(1n)), attribute(3, name('c'))])],
  rule: [rule(7n), rule(2n ** 60n)],
  set: [
    Buffer.concat([attribute(1, name('t')), attribute(2, name('s')), attribute(4, be32(7)), attribute(5, be32(4))]),
  ],
  element: [attribute(3, list(attribute(1, value('0a000001')))), attribute(3, list(attribute(1, value('0a000002'))))],
  object: [
    Buffer.concat([attribute(1, name('t')), attribute(2, name('o')), attribute(3, be32(99)), attribute(4, be32(5))]),
  ],
  flowtable: [
    Buffer.concat([
      attribute(1, name('t')),
      attribute(2, name('f')),
      attribute(
        3,
        attribute(1, be32(0)),
        attribute(2, be32(-5)),
        attribute(3, attribute(1, name('eth0')), attribute(2, name('veth'))),
      ),
      attribute(5, be64(9n)),
      attribute(7, be32(3)),
    ]),
  ],
}
/** `t` and `café`, of which one is asked for. */
const twoTables = { ...parts, rule: [rule(7n), rule(8n, 'café'), rule(2n ** 60n, 'café')] }
const settled: Moment = { generation: 0x1_0005, parts }

const connect = (kernel: FakeKernel): NetlinkConnection => new NetlinkConnection(kernel)
const questions = ({ requests }: FakeKernel): readonly Asked[] => requests.map(askedOf)

describe('a ruleset', () => {
  test('is a record for each table, with all that is in it', () => {
    const { tables, ...about } = readNftables(connect(kernelOf(settled)))
    expect(about).toEqual({ generation: 0x1_0005, interrupted: false, malformed: [] })
    const expressions = [{ kind: 'counter', packets: 1, bytes: 5 }]
    const unknown = [{ type: 77, bytes: '00000001' }]
    expect(tables).toEqual([
      {
        family: 'inet',
        name: 't',
        handle: 3,
        flags: ['owner', '0x8000'],
        owner: 99,
        generation: 0x1_0005,
        chains: [
          {
            name: 'c',
            handle: 1,
            flags: [],
            base: null,
            rules: [
              { handle: 7, comment: 'ok', expressions, unknown },
              { handle: 2n ** 60n, comment: 'ok', expressions, unknown },
            ],
          },
        ],
        sets: [
          {
            name: 's',
            handle: 0,
            flags: [],
            keyType: 7,
            keyLength: 4,
            elements: [{ key: '0a000001' }, { key: '0a000002' }],
          },
        ],
        objects: [{ name: 'o', handle: 0, data: { kind: 'other', type: '99', bytes: '00000005' } }],
        flowtables: [
          {
            name: 'f',
            handle: 9,
            flags: ['hw-offload', 'counter'],
            hook: 'prerouting',
            priority: -5,
            devices: ['eth0', 'veth*'],
          },
        ],
      },
    ])
  })

  test('that did not change is the one of before, for one question', () => {
    const previous = readNftables(connect(kernelOf(settled)))
    const kernel = kernelOf(settled)
    expect(readNftables(connect(kernel), previous)).toBe(previous)
    expect(questions(kernel)).toEqual(['generation'])
  })

  test('that changed, or was torn before, is read anew', () => {
    const previous = readNftables(connect(kernelOf(settled)))
    const later = { ...settled, generation: 0x1_0006 }
    expect(readNftables(connect(kernelOf(later)), previous).generation).toBe(0x1_0006)
    const torn = { ...previous, interrupted: true }
    expect(readNftables(connect(kernelOf(settled)), torn)).toEqual(previous)
  })

  test('that changes while it is read is read again', () => {
    const later: Moment = { generation: 0x1_0006, parts: { table: parts.table } }
    for (let change = 1; change <= 8; change++) {
      const kernel = kernelOf(...Array<Moment>(change).fill(settled), later)
      const { generation, interrupted, tables } = readNftables(connect(kernel))
      expect({ generation, interrupted, sets: tables[0]?.sets }).toEqual({
        generation: 0x1_0006,
        interrupted: false,
        sets: [],
      })
    }
  })

  test('that the kernel saw change is read again, then delivered and flagged', () => {
    const kernel = kernelOf({ ...settled, torn: 'chain' })
    const { interrupted, tables } = readNftables(connect(kernel))
    expect(interrupted).toBe(true)
    expect(tables[0]?.chains).toHaveLength(1)
    // Eight readings, in each of which the connection itself asked five times.
    expect(questions(kernel).filter((asked) => asked === 'chain')).toHaveLength(5 * 8)
    expect(questions(kernel).filter((asked) => asked === 'rule')).toHaveLength(8)
  })

  test('whose set is gone when its elements are asked for is read again', () => {
    const { interrupted, tables } = readNftables(connect(kernelOf({ ...settled, errno: { element: ENOENT } })))
    expect(interrupted).toBe(true)
    expect(tables[0]?.sets[0]?.elements).toEqual([])
  })

  const twice = { ...settled, parts: { ...parts, element: [...parts.element, ...parts.element.slice(0, 1)] } }

  test('whose set is shown with repeats, while the kernel rearranges it, has that set read again', () => {
    const kernel = kernelOf(...Array<Moment>(7).fill(settled), twice, settled)
    const reading = readNftables(connect(kernel))
    expect(reading).toEqual(readNftables(connect(kernelOf(settled))))
    expect(questions(kernel).slice(7)).toEqual(['element', 'element', 'generation'])
  })

  test('whose set never comes without repeats is flagged, and has none', () => {
    const { interrupted, tables } = readNftables(connect(kernelOf(twice)))
    expect(interrupted).toBe(true)
    expect(tables[0]?.sets[0]?.elements).toEqual([{ key: '0a000001' }, { key: '0a000002' }])
  })

  test.each(['table', 'chain', 'set', 'object', 'flowtable'] as const)(
    'that has a %s twice, because a change is being carried out, is read again, then delivered and flagged',
    (part) => {
      const double = { ...settled, parts: { ...parts, [part]: [...parts[part], ...parts[part]] } }
      const whole = readNftables(connect(kernelOf(settled)))
      expect(readNftables(connect(kernelOf(...Array<Moment>(8).fill(double), settled)))).toEqual(whole)
      expect(readNftables(connect(kernelOf(double))).interrupted).toBe(true)
    },
  )

  test('has what means something, beside what does not', () => {
    const broken = [rule(1n), Buffer.concat([attribute(1, name('t')), attribute(3, be32(1))])]
    const { tables, malformed } = readNftables(connect(kernelOf({ ...settled, parts: { ...parts, rule: broken } })))
    expect(tables[0]?.chains[0]?.rules).toHaveLength(1)
    expect(malformed.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^nf_tables rule 0: expected 8 bytes, got 4 at byte \d+$/),
    ])
  })

  test('of a family that has no name is told of', () => {
    const { tables, malformed } = readNftables(connect(kernelOf({ ...settled, family: 77 })))
    expect(tables).toEqual([])
    expect(malformed).toEqual([expect.any(DecodeError)])
  })

  test('asks only for what tells', () => {
    const kernel = kernelOf(settled)
    readNftables(connect(kernel))
    expect(questions(kernel)).toEqual([
      'generation',
      'table',
      'chain',
      'set',
      'object',
      'flowtable',
      'rule',
      'element',
      'generation',
    ])
  })
})

const errorOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error
  }
}

describe('a kernel that refuses', () => {
  test('for want of a capability says so', () => {
    const error = errorOf(() => readNftables(connect(kernelOf({ ...settled, errno: { generation: EPERM } }))))
    expect(error).toBeInstanceOf(KernelError)
    expect(error).toMatchObject({ code: 'EPERM' })
  })

  test('because it has no nf_tables is one without support for it', () => {
    const error = errorOf(() => readNftables(connect(kernelOf({ ...settled, errno: { generation: EINVAL } }))))
    expect(error instanceof KernelError && problemKindOf(error.code)).toBe('unsupported')
  })

  test('to know objects and flowtables, because it is older than they are, has none', () => {
    const { tables, interrupted } = readNftables(
      connect(kernelOf({ ...settled, errno: { object: EINVAL, flowtable: EINVAL } })),
    )
    expect(interrupted).toBe(false)
    expect(tables[0]).toMatchObject({ objects: [], flowtables: [], sets: [{ name: 's' }] })
  })

  test('something else is not taken for a change', () => {
    const error = errorOf(() => readNftables(connect(kernelOf({ ...settled, errno: { element: EINVAL } }))))
    expect(error).toMatchObject({ code: 'EINVAL' })
  })
})

describe('counters alone', () => {
  test('are asked for one table, and come by handle', () => {
    const kernel = kernelOf({ ...settled, parts: twoTables })
    const counters = readRuleCounters(connect(kernel), { family: 'inet', table: 'café' })
    expect([...counters]).toEqual([
      [8, { packets: 1, bytes: 5 }],
      [2n ** 60n, { packets: 1, bytes: 5 }],
    ])
    const [request] = kernel.requests
    expect(request?.[16]).toBe(1)
    expect(Buffer.from(request ?? []).toString('utf8')).toContain('café\0')
  })

  test('of a rule that means nothing are an error', () => {
    const broken = { ...settled, parts: { rule: [attribute(3, be32(1))] } }
    expect(() => readRuleCounters(connect(kernelOf(broken)), { family: 'ip', table: 't' })).toThrow(DecodeError)
  })
})
