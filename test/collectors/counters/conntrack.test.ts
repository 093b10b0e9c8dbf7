import { describe, expect, test } from 'vitest'
import { askConntrack } from '../../../collectors/counters/ask-conntrack.ts'
import {
  conntrackLasts,
  parseConntrack,
  readConntrack,
  readConntrackLimit,
} from '../../../collectors/counters/conntrack.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { done, failure, fakeKernel, NLM_F_MULTI, type Script } from '../netlink/fake-kernel.ts'
import { procOf, recorded } from './recorded.ts'

describe('the file', () => {
  test('of an older kernel: entries once, statistics summed over processors, nothing that it does not tell', () => {
    expect(parseConntrack(recorded('linux-4.15', 'nf_conntrack'))).toEqual({
      entries: 300,
      found: 3,
      invalid: 11,
      insertFailed: 4_294_967_296,
      dropped: 2,
      earlyDropped: 3,
      searchRestarts: 5,
    })
  })

  test('of a newer kernel', () => {
    expect(parseConntrack(recorded('linux-6.18', 'nf_conntrack'))).toEqual({
      entries: 21,
      found: 0,
      invalid: 0,
      insertFailed: 0,
      dropped: 0,
      earlyDropped: 0,
      searchRestarts: 0,
      clashResolved: 0,
      chainTooLong: 0,
    })
  })

  test('of 512 processors', () => {
    const [names = '', row = ''] = recorded('linux-4.15', 'nf_conntrack').split('\n')
    expect(parseConntrack([names, ...Array(512).fill(row), ''].join('\n'))).toMatchObject({
      entries: 300,
      insertFailed: 512 * 0xffff_ffff,
      searchRestarts: 2048,
    })
  })

  test('cut off at any byte, only whole lines count', () => {
    const text = recorded('linux-4.15', 'nf_conntrack')
    const lineEnds = [...text.matchAll(/\n/g)].map(({ index }) => index + 1)
    for (let length = 0; length < text.length; length++) {
      const whole = lineEnds.filter((end) => end <= length).length
      const read = parseConntrack(text.slice(0, length))
      expect(read?.dropped ?? null).toBe(whole < 2 ? null : 2)
      expect(read?.found ?? null).toBe(whole < 2 ? null : 1)
    }
  })

  test('that is none', () => {
    for (const text of ['', '\n', 'entries\n', 'found drop\n1 2\n', 'entries\nnone\n', 'entries found\n-1 2\n'])
      expect(parseConntrack(text)).toBe(null)
  })

  test('is that of a process', () => {
    using tree = procOf('linux-6.18')
    const limit = { netns: '42', limit: 1000 }
    expect(readConntrack(tree.proc, 7, limit)).toMatchObject({ netns: '42', limit: 1000, entries: 21 })
    expect(readConntrack(tree.proc, 8, limit)).toBe(null)
    expect(readConntrackLimit(tree.proc)).toBe(null)
  })

  test('entries end without a packet', () => {
    expect(conntrackLasts({ netns: '42', entries: 0 })).toBe(true)
    expect(conntrackLasts({ netns: '42', entries: 1 })).toBe(false)
  })
})

/** struct nfgenmsg, then attributes of 32 bits in network byte order. */
const body = (attributes: { readonly [number: number]: number }): Uint8Array => {
  const bytes = Buffer.alloc(4 + 8 * Object.keys(attributes).length)
  for (const [at, [number, value]] of Object.entries(attributes).entries()) {
    bytes.writeUInt16LE(8, 4 + 8 * at)
    bytes.writeUInt16LE(Number(number), 6 + 8 * at)
    bytes.writeUInt32BE(value, 8 + 8 * at)
  }
  return bytes
}

const totals = 0x105
const processor = 0x104

describe('ctnetlink', () => {
  const answering =
    (limit: { readonly 2?: number }, processors: readonly Uint8Array[]): Script =>
    (request, attempt) =>
      attempt === 0
        ? // As the kernel does: flagged as one of many, and no NLMSG_DONE but the acknowledgement.
          [[{ type: totals, flags: NLM_F_MULTI, body: body({ 1: 5, ...limit }) }], [failure(0, { request })]]
        : [processors.map((part) => ({ type: processor, flags: NLM_F_MULTI, body: part })), [done()]]

  test('is summed over processors', () => {
    const one = { 2: 1, 4: 0xffff_ffff, 8: 9, 9: 2, 10: 3, 11: 4, 12: 9, 13: 5, 14: 6, 15: 7 }
    using kernel = fakeKernel(answering({ 2: 262_144 }, [body(one), body(one)]))
    expect(askConntrack(new NetlinkConnection(kernel), '42')).toEqual({
      ...{ netns: '42', entries: 5, limit: 262_144, found: 2, invalid: 2 * 0xffff_ffff, insertFailed: 4, dropped: 6 },
      ...{ earlyDropped: 8, searchRestarts: 10, clashResolved: 12, chainTooLong: 14 },
    })
    expect(kernel.requests.map((request) => Buffer.from(request).readUInt16LE(4))).toEqual([totals, processor])
  })

  test('of an older kernel lacks what that does not tell', () => {
    using kernel = fakeKernel(answering({}, [body({ 1: 1, 2: 1, 3: 1, 5: 1, 6: 1, 7: 1, 10: 2 })]))
    expect(askConntrack(new NetlinkConnection(kernel), '42')).toEqual({
      netns: '42',
      entries: 5,
      found: 1,
      dropped: 2,
    })
  })

  test('is a DecodeError when it is cut off', () => {
    const whole = body({ 2: 1 })
    for (let length = 0; length < whole.length; length++) {
      if (length === 4) continue
      using kernel = fakeKernel(answering({}, [whole.slice(0, length)]))
      expect(() => askConntrack(new NetlinkConnection(kernel), '42')).toThrow(DecodeError)
    }
  })

  test('is refused with the reason of the kernel', () => {
    using kernel = fakeKernel((request) => [[failure(1, { request })]])
    expect(() => askConntrack(new NetlinkConnection(kernel), '42')).toThrow('conntrack totals: ')
  })
})
