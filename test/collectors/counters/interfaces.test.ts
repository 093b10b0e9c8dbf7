import { describe, expect, test } from 'vitest'
import { readInterfaceCounters } from '../../../collectors/counters/interfaces.ts'
import { linkCounters } from '../../../collectors/counters/link-counters.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { type Link, link } from '../../../collectors/netlink/messages/link.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { allCaptures } from '../../captures/all-captures.ts'
import { done, type FakeMessage, fakeKernel, NLM_F_DUMP_INTR, NLM_F_MULTI } from '../netlink/fake-kernel.ts'

const headerSize = 16
const captures = allCaptures()
  .filter(({ folder }) => folder === 'link')
  .map(({ file, bytes }) => [file, bytes.slice(headerSize)] as const)

const decodeLink = (body: Uint8Array): Link =>
  link.decode(new DataView(body.buffer, body.byteOffset, body.length), 0, body.length)

/** Those made by hand may lack what the kernel always sends. */
const counted = captures.filter(([, body]) => {
  const { name, stats64 } = decodeLink(body)
  return name !== undefined && stats64 !== undefined
})

const decode = (body: Uint8Array): unknown =>
  linkCounters.decode(new DataView(body.buffer, body.byteOffset, body.length), 0, body.length)

/** The names of the record's fields in the kernel's struct, where they differ from those of `link`. */
const expectedOf = ({ ifindex, name = '', stats64 }: Link): object => {
  const { rxNohandler = 0n, ...stats } = stats64 ?? {}
  const { rxLengthErrors, rxOverErrors, rxCrcErrors, rxOtherhostDropped, ...more } = stats as { [name: string]: bigint }
  const { txAbortedErrors, txHeartbeatErrors, txWindowErrors, ...kept } = more
  return { ifindex, name, ...kept, rxNoHandler: rxNohandler }
}

const asBigints = (value: unknown): object =>
  Object.fromEntries(
    Object.entries(value as object).map(([key, field]) => [
      key,
      typeof field === 'number' && key !== 'ifindex' ? BigInt(field) : field,
    ]),
  )

describe('a captured link', () => {
  test('there are many, of many kinds', () => expect(counted.length).toBeGreaterThan(10))

  test.each(counted)('%s has the same counters as in the full message', (_, body) => {
    expect(asBigints(decode(body))).toEqual(expectedOf(decodeLink(body)))
  })

  test.each(captures)('%s, cut off anywhere, is a DecodeError or whole', (_, body) => {
    const whole = counted.some(([, other]) => other === body) ? decode(body) : null
    for (let length = 0; length < body.length; length++) {
      let read: unknown = null
      try {
        read = decode(body.slice(0, length))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
      if (read !== null) expect(read).toEqual(whole)
    }
  })

  test.each(captures)('%s with any bit flipped is decoded or a DecodeError', (_, body) => {
    for (let bit = 0; bit < body.length * 8; bit += 3) {
      const flipped = body.slice()
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      try {
        decode(flipped)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
        expect((error as DecodeError).message).toMatch(/^link counters.* at byte \d+$/)
      }
    }
  })
})

/** struct ifinfomsg, IFLA_IFNAME, IFLA_STATS64 with the given counters and zeros. */
const linkBody = (name: string, words: { readonly [at: number]: bigint }, size = 192): Buffer => {
  const nameBytes = Buffer.from(`${name}\0`, 'latin1')
  const paddedLength = 4 + ((nameBytes.length + 3) & ~3)
  const body = Buffer.alloc(16 + paddedLength + 4 + size)
  body.writeInt32LE(7, 4)
  body.writeUInt16LE(4 + nameBytes.length, 16)
  body.writeUInt16LE(3, 18)
  nameBytes.copy(body, 20)
  const at = 16 + paddedLength
  body.writeUInt16LE(4 + size, at)
  body.writeUInt16LE(23, at + 2)
  for (const [offset, value] of Object.entries(words)) body.writeBigUInt64LE(value, at + 4 + Number(offset))
  return body
}

test('counters are exact on both sides of 2^53', () => {
  const body = linkBody('eth0', {
    0: 2n ** 53n - 1n,
    8: 2n ** 53n,
    16: 2n ** 64n - 1n,
    24: 2n ** 32n,
    32: 2n ** 53n + 1n,
    184: 5n,
  })
  expect(decode(body)).toMatchObject({
    rxPackets: Number.MAX_SAFE_INTEGER,
    txPackets: 2n ** 53n,
    rxBytes: 2n ** 64n - 1n,
    txBytes: 2 ** 32,
    rxErrors: 2n ** 53n + 1n,
    rxNoHandler: 5,
  })
})

test('a kernel before 4.6 has no rxNoHandler', () => {
  expect(decode(linkBody('eth0', {}, 184))).not.toHaveProperty('rxNoHandler')
})

describe('a dump', () => {
  const target = { netns: '42', number: 3 }
  const message = (body: Uint8Array, flags = NLM_F_MULTI): FakeMessage => ({ type: 16, flags, body })

  test('names the namespace by its number, or not at all', () => {
    const kernel = fakeKernel(() => [[done()]])
    using connection = new NetlinkConnection(kernel)
    readInterfaceCounters(connection, target, expect.fail)
    readInterfaceCounters(connection, { ...target, number: null }, expect.fail)
    expect(kernel.requests.map((bytes) => Buffer.from(bytes.subarray(32)).toString('hex'))).toEqual([
      '08002e0003000000',
      '',
    ])
  })

  test('gives what can be decoded, and reports the rest', () => {
    const kernel = fakeKernel(() => [
      [
        message(linkBody('e\xff"}\\', {})),
        message(linkBody('bad', {}).subarray(0, 60)),
        message(linkBody('eth1', { 16: 9n }), NLM_F_MULTI | NLM_F_DUMP_INTR),
        done(),
      ],
    ])
    using connection = new NetlinkConnection(kernel)
    const reported: string[] = []
    const read = readInterfaceCounters(connection, target, (kind, text) => reported.push(`${kind}: ${text}`))
    expect(read.map(({ netns, name, rxBytes }) => [netns, name, rxBytes])).toEqual([
      ['42', 'e\\xff"}\\', 0],
      ['42', 'eth1', 9],
    ])
    expect(reported).toEqual([
      'interrupted: links kept changing while they were read; some counters may be missing',
      expect.stringMatching(/^malformed: link counters: .* at byte \d+$/),
    ])
  })
})
