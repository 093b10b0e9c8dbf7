import { describe, expect, test } from 'vitest'
import { addressBytes } from '../../../collectors/netfilter/conntrack/address-bytes.ts'
import { eachConntrackEntry } from '../../../collectors/netfilter/conntrack/read-entries.ts'
import type { ConntrackEntry } from '../../../collectors/netfilter/conntrack/record.ts'
import { summariseConntrack } from '../../../collectors/netfilter/conntrack/summary.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { Turns } from '../../../collectors/turns.ts'
import { ip } from '../../../collectors/wire/addresses.ts'
import { be32, hex, join } from '../../captures/parts.ts'
import { attribute, ipv4, nest, ports } from './attribute-bytes.ts'
import { type Answer, type Asked, acknowledged, done, fakeKernel, refusal } from './fake-kernel.ts'

const NEW = 0x100
const GET = 0x101
const GET_STATS = 0x105

/** An entry 10.0.0.1:N -> 10.0.0.2:80, and its answer; confirmed. */
const entry = (port: number): Answer => [
  NEW,
  join(
    hex('02000000'),
    nest(1, ipv4('10.0.0.1', '10.0.0.2'), ports(6, port, 80)),
    nest(2, ipv4('10.0.0.2', '10.0.0.1'), ports(6, 80, port)),
    attribute(3, be32(8)),
  ),
]

/** A kernel of so many entries, that answers dumps as it is told. */
const kernel = (entries: number, dump: (asked: Asked) => readonly Answer[]) =>
  fakeKernel((asked) =>
    asked.type === GET_STATS ? [[GET_STATS, join(hex('0000000008000100'), be32(entries))], acknowledged] : dump(asked),
  )

const those = [1, 2, 3, 4, 5]
const five = (): readonly Answer[] => [...those.map(entry), done]

const read = async (
  transport: ReturnType<typeof kernel>,
  question: Partial<Parameters<typeof eachConntrackEntry>[1]> = {},
) => {
  const found: ConntrackEntry[] = []
  using connection = new NetlinkConnection(transport)
  const dump = await eachConntrackEntry(connection, { visit: (one) => found.push(one), ...question }, new Turns())
  return { ...dump, found: found.map(({ original }) => original.sourcePort) }
}

describe('entries', () => {
  test('are shown one after the other', async () => {
    const transport = kernel(5, five)
    expect(await read(transport)).toEqual({
      endedEarly: false,
      interrupted: false,
      malformedCount: 0,
      malformed: [],
      found: those,
    })
    expect(transport.asked.map(({ type }) => type)).toEqual([GET_STATS, GET])
    expect(transport.closed).toBe(1)
  })

  test('are not asked for where there are none', async () => {
    const transport = kernel(0, five)
    expect((await read(transport)).found).toEqual([])
    expect(transport.asked.map(({ type }) => type)).toEqual([GET_STATS])
  })

  test('beyond the most that are wanted end the dump, say so, and close the connection once', async () => {
    const transport = kernel(5, five)
    const some = await read(transport, { most: 3 })
    expect([some.endedEarly, some.found]).toEqual([true, [1, 2, 3]])
    expect(transport.closed).toBe(1)
    const all = await read(kernel(5, five), { most: 5 })
    expect([all.endedEarly, all.found]).toEqual([false, those])
  })

  test('that are malformed are counted, and the next one read', async () => {
    const broken: Answer = [NEW, hex('020000000800010000')]
    const many = Array.from({ length: 30 }, () => broken)
    const dump = await read(kernel(5, () => [entry(1), ...many, entry(2), done]))
    expect([dump.found, dump.malformedCount, dump.malformed.length]).toEqual([[1, 2], 30, 10])
    expect(dump.malformed[0]?.message).toMatch(/^conntrack entry/)
    using connection = new NetlinkConnection(kernel(5, () => [entry(1), broken, done]))
    const { summary, malformedCount } = await summariseConntrack(connection, new Turns())
    expect([summary.entries, malformedCount]).toEqual([1, 1])
  })

  test('of a dump that the kernel refuses are an error, and the connection lives on', async () => {
    let refused = true
    using connection = new NetlinkConnection(kernel(5, () => (refused ? [refusal(1)] : five())))
    const question = { visit: () => {} }
    await expect(eachConntrackEntry(connection, question, new Turns())).rejects.toMatchObject({ code: 'EPERM' })
    refused = false
    expect((await eachConntrackEntry(connection, question, new Turns())).malformedCount).toBe(0)
  })

  test('give other work its turn', async () => {
    const slow = (): void => {
      const end = performance.now() + 4
      while (performance.now() < end);
    }
    let turns = 0
    let running = true
    const count = (): void => {
      turns++
      if (running) setImmediate(count)
    }
    setImmediate(count)
    using connection = new NetlinkConnection(
      kernel(12, () => [...Array.from({ length: 12 }, (_, at) => entry(at)), done]),
    )
    await eachConntrackEntry(connection, { visit: slow }, new Turns())
    running = false
    // Four times 4 ms at most between two turns.
    expect(turns).toBeGreaterThanOrEqual(3)
  })
})

describe('a filter', () => {
  const filter = { original: { source: '10.0.0.1', protocol: 6, sourcePort: 3 } } as const

  test('that an old kernel passes over is applied here', async () => {
    const transport = kernel(5, five)
    expect((await read(transport, { filter })).found).toEqual([3])
    expect(transport.asked.length).toBe(2)
  })

  test.each([22, 95])('that a kernel refuses (%i) is applied here', async (errno) => {
    const transport = kernel(5, ({ body }) => (body.length > 4 ? [refusal(errno)] : five()))
    expect((await read(transport, { filter })).found).toEqual([3])
    expect(transport.asked.map(({ type }) => type)).toEqual([GET_STATS, GET, GET])
  })

  test('of IPv6 addresses is kept from the kernel, which would show the others', async () => {
    const transport = kernel(5, () => [done])
    await read(transport, { filter: { original: { source: '2001:db8::1' } } })
    expect(transport.asked.at(-1)?.body).toEqual(Buffer.from([10, 0, 0, 0]))
  })

  test('with what is no address is a mistake', async () => {
    await expect(read(kernel(5, five), { filter: { original: { source: '10.0.0' } } })).rejects.toThrow(TypeError)
  })
})

describe('the bytes of an address', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s', (written, canonical) => {
    const bytes = addressBytes(written)
    expect(ip.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)).toBe(canonical)
  })

  test('nothing else has any', () => {
    for (const wrong of ['', 'localhost', '10.0.0.256', 'fe80::1%eth0', ':::'])
      expect(() => addressBytes(wrong)).toThrow(TypeError)
  })
})
