import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KernelError } from '../../../collectors/linux/errno.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import type { Message } from '../../../collectors/netlink/message.ts'
import { messages } from '../../../collectors/netlink/messages/index.ts'
import { nsid } from '../../../collectors/netlink/messages/nsid.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { allCaptures } from '../../captures/all-captures.ts'
import { jsonForm } from '../../captures/json-form.ts'
import {
  type Datagram,
  done,
  type FakeMessage,
  failure,
  fakeKernel,
  NLM_F_DUMP_INTR,
  NLM_F_MULTI,
  NLMSG_NOOP,
  NLMSG_OVERRUN,
  type Script,
  Silence,
} from './fake-kernel.ts'

const question = { header: Buffer.alloc(4) }

const nsidMessage = (number: number, extra: Partial<FakeMessage> = {}): FakeMessage => {
  const body = Buffer.from('0000000008000100ffffffff', 'hex')
  body.writeInt32LE(number, 8)
  return { type: 88, flags: NLM_F_MULTI, body, ...extra }
}

const dump = (script: Script) => {
  const kernel = fakeKernel(script)
  return { kernel, ...new NetlinkConnection(kernel).dump(nsid, question) }
}
const numbersOf = (result: { readonly records: readonly { readonly nsid?: number }[] }): readonly unknown[] =>
  result.records.map((record) => record.nsid)

const thrown = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    return error
  }
  return undefined
}
const askThrows = (script: Script): unknown =>
  thrown(() => new NetlinkConnection(fakeKernel(script)).ask(nsid, question))
const dumpThrows = (script: Script): unknown => thrown(() => dump(script))

describe('a dump', () => {
  test.each(Object.entries(messages))(
    'of %s delivers every capture, one datagram each or all in one',
    (folder, message) => {
      const captures = allCaptures().filter((capture) => capture.folder === folder)
      const parts = captures.map(
        ({ bytes }): FakeMessage => ({ type: bytes[4] ?? 0, flags: NLM_F_MULTI, body: bytes.subarray(16) }),
      )
      const split: readonly Datagram[] = [...parts.map((part) => [part]), [done()]]
      for (const datagrams of [split, inDatagrams([...parts, done()], 60_000)]) {
        const connection = new NetlinkConnection(fakeKernel(() => datagrams))
        const answer = connection.dump(message as Message<unknown>, question)
        expect(answer.malformed).toEqual([])
        expect(jsonForm(answer.records)).toEqual(captures.map(({ expected }) => expected))
      }
    },
  )

  test('passes over what answers another question, also its end', () => {
    const foreign = { sequence: 0 }
    const result = dump((request) => [
      [nsidMessage(7, foreign), done(0)].map((message) => ({ ...message, ...foreign })),
      [nsidMessage(1), nsidMessage(8, foreign), { type: NLMSG_NOOP }],
      [{ ...failure(1, { request }), ...foreign }],
      [nsidMessage(2), { ...nsidMessage(9), type: 16 }, done()],
    ])
    expect(numbersOf(result)).toEqual([1, 2])
    expect(result).toMatchObject({ interrupted: false, malformed: [] })
  })

  test('reads nothing behind its end, and leaves nothing for the next question', () => {
    const kernel = fakeKernel((_request, attempt) => [
      [nsidMessage(attempt), done(), nsidMessage(99)],
      [nsidMessage(98)],
    ])
    const connection = new NetlinkConnection(kernel)
    expect(numbersOf(connection.dump(nsid, question))).toEqual([0])
    expect(kernel.unread()).toBe(1)
  })

  test('is asked for again when the kernel says that it was interrupted', () => {
    const flags = NLM_F_MULTI | NLM_F_DUMP_INTR
    const result = dump((_request, attempt) => [[nsidMessage(attempt, attempt < 3 ? { flags } : {})], [done()]])
    expect(numbersOf(result)).toEqual([3])
    expect(result.interrupted).toBe(false)
  })

  test('is delivered and flagged when it is interrupted five times, also where only its end says so', () => {
    const result = dump((_request, attempt) => [[nsidMessage(attempt)], [done(0, NLM_F_MULTI | NLM_F_DUMP_INTR)]])
    expect(numbersOf(result)).toEqual([4])
    expect(result.interrupted).toBe(true)
    expect(result.kernel.requests).toHaveLength(5)
    const sequences = result.kernel.requests.map((request) => Buffer.from(request).readUInt32LE(8))
    expect(sequences).toEqual([1, 2, 3, 4, 5])
  })

  test('fails with the status of its end', () => {
    const error = dumpThrows(() => [[nsidMessage(1)], [done(-95)]])
    expect(error).toBeInstanceOf(KernelError)
    expect(error).toMatchObject({ code: 'ENOTSUP', operation: 'nsid dump' })
  })

  test('fails when the kernel lost a part of it', () => {
    expect(dumpThrows(() => [[nsidMessage(1), { type: NLMSG_OVERRUN }]])).toMatchObject({ code: 'ENOBUFS' })
  })

  test('reports a record that cannot be decoded, and delivers the others', () => {
    const broken = nsidMessage(1, { body: Buffer.from('00000000060001000000', 'hex') })
    const result = dump(() => [[nsidMessage(1), broken, nsidMessage(3)], [done()]])
    expect(numbersOf(result)).toEqual([1, 3])
    expect(result.malformed.map(({ message }) => message)).toEqual(['nsid › nsid: expected 4 bytes, got 2 at byte 52'])
  })

  const lies: readonly (readonly [string, Datagram])[] = [
    ['says a length beyond its datagram', [nsidMessage(5, { length: 4000 })]],
    ['says a length of zero', [nsidMessage(5, { length: 0 })]],
    ['is shorter than its header', Buffer.alloc(7)],
  ]
  test.each(lies)('reports a datagram that %s, and reads on', (_name, datagram) => {
    const result = dump(() => [[nsidMessage(1)], datagram, [nsidMessage(2), done()]])
    expect(numbersOf(result)).toEqual([1, 2])
    expect(result.malformed).toHaveLength(1)
  })

  test('reports bytes behind its end in the same datagram', () => {
    const end = Buffer.from('1400000003000000010000000000000000000000ffff', 'hex')
    const result = dump(() => [[nsidMessage(1)], end])
    expect(numbersOf(result)).toEqual([1])
    expect(result.malformed).toHaveLength(1)
  })

  test('ends when the kernel is silent', () => {
    expect(dumpThrows(() => [[nsidMessage(1)]])).toBeInstanceOf(Silence)
  })

  test('ends when nothing that comes is for us', () => {
    const strangers = Array.from({ length: 5000 }, () => [nsidMessage(1, { sequence: 0 })])
    expect(dumpThrows(() => strangers)).toMatchObject({ name: 'KernelError', code: 'EPROTO' })
    expect(dumpThrows(() => Array.from({ length: 5000 }, () => new Uint8Array(0)))).toMatchObject({ code: 'EPROTO' })
  })
})

/** The messages in as few datagrams as fit. */
const inDatagrams = (all: readonly FakeMessage[], most: number): readonly (readonly FakeMessage[])[] => {
  const datagrams: FakeMessage[][] = [[]]
  let size = 0
  for (const message of all) {
    const length = 16 + (((message.body?.length ?? 0) + 3) & ~3)
    if (size + length > most) {
      datagrams.push([])
      size = 0
    }
    datagrams.at(-1)?.push(message)
    size += length
  }
  return datagrams
}

describe('a question', () => {
  test('has one answer, ended by the acknowledgement, in one datagram or two', () => {
    const single: Script = (request) => [[nsidMessage(5), failure(0, { request })]]
    const double: Script = (request) => [[nsidMessage(5)], [failure(0, { request, capped: true })]]
    for (const script of [single, double])
      expect(new NetlinkConnection(fakeKernel(script)).ask(nsid, question)).toMatchObject({ nsid: 5 })
  })

  test('without an answer is answered by null', () => {
    const kernel = fakeKernel((request) => [[failure(0, { request }), nsidMessage(5)]])
    expect(new NetlinkConnection(kernel).ask(nsid, question)).toBeNull()
  })

  test.each([false, true])('fails in the words of the kernel (the request echoed by its header only: %s)', (capped) => {
    const error = askThrows((request) => [[failure(22, { request, capped, text: 'Peer netns reference is invalid' })]])
    expect(error).toMatchObject({
      name: 'KernelError',
      code: 'EINVAL',
      message: 'nsid: Peer netns reference is invalid (EINVAL, invalid argument)',
    })
  })

  test('fails without words where the kernel gave none', () => {
    expect(askThrows((request) => [[failure(1, { request })]])).toMatchObject({ code: 'EPERM' })
  })

  test('fails when the acknowledgement is cut off', () => {
    const cut = { type: 2, body: Buffer.from('0000', 'hex') }
    expect(askThrows(() => [[cut]])).toBeInstanceOf(DecodeError)
    const liar = { ...failure(22, { request: Buffer.from('ffffffff00000000', 'hex'), text: 'x' }) }
    expect(askThrows(() => [[liar]])).toBeInstanceOf(DecodeError)
  })

  test('fails when its answer cannot be decoded, with the socket in order', () => {
    const broken = nsidMessage(1, { body: Buffer.from('00000000060001000000', 'hex') })
    const kernel = fakeKernel((request, attempt) => [
      [attempt === 0 ? broken : nsidMessage(2), failure(0, { request })],
    ])
    const connection = new NetlinkConnection(kernel)
    expect(thrown(() => connection.ask(nsid, question))).toBeInstanceOf(DecodeError)
    expect(connection.ask(nsid, question)).toMatchObject({ nsid: 2 })
    expect(kernel.unread()).toBe(0)
  })

  test('asks with a request that the kernel can read', () => {
    const kernel = fakeKernel((request) => [[failure(0, { request })]])
    new NetlinkConnection(kernel).ask(nsid, { ...question, attributes: [[1, Buffer.from('ffffffff', 'hex')]] })
    expect(Buffer.from(kernel.requests[0] ?? []).toString('hex')).toBe(
      '1c0000005a000500010000000000000000000000' + '08000100ffffffff',
    )
  })
})

test('whatever the kernel says, nothing but a KernelError, a DecodeError or silence comes out', () => {
  const anyMessage = fc.record({
    type: fc.oneof(fc.constantFrom(1, 2, 3, 4, 16, 88), fc.nat(0xffff)),
    flags: fc.nat(0xffff),
    body: fc.uint8Array({ maxLength: 60 }),
  })
  const datagram = fc.oneof(fc.array(anyMessage, { maxLength: 4 }), fc.uint8Array({ maxLength: 60 }))
  fc.assert(
    fc.property(fc.array(datagram, { maxLength: 6 }), (datagrams) => {
      for (const error of [dumpThrows(() => datagrams), askThrows(() => datagrams)])
        if (
          error !== undefined &&
          !(error instanceof KernelError || error instanceof DecodeError || error instanceof Silence)
        )
          throw error
    }),
    { numRuns: 2000 },
  )
})
