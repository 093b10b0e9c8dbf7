import { describe, expect, test } from 'vitest'
import { tcpStateNames } from '../../../collectors/counters/record.ts'
import { readTcpStates } from '../../../collectors/counters/tcp-states.ts'
import { readUdpQueues } from '../../../collectors/counters/udp-queues.ts'
import { KernelError } from '../../../collectors/linux/errno.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { done, type FakeMessage, failure, fakeKernel, NLM_F_MULTI } from '../netlink/fake-kernel.ts'

/** struct inet_diag_msg; with drops also INET_DIAG_SKMEMINFO, of which they are the last of nine numbers. */
const socketBody = (about: { state: number; queues?: readonly [number, number]; drops?: number }): Uint8Array => {
  const { state, queues = [0, 0], drops } = about
  const bytes = Buffer.alloc(72 + (drops === undefined ? 0 : 40))
  bytes[1] = state
  bytes.writeUInt32LE(queues[0], 56)
  bytes.writeUInt32LE(queues[1], 60)
  if (drops === undefined) return bytes
  bytes.writeUInt16LE(40, 72)
  bytes.writeUInt16LE(7, 74)
  bytes.writeUInt32LE(drops, 108)
  return bytes
}

const socket = (body: Uint8Array): FakeMessage => ({ type: 20, flags: NLM_F_MULTI, body })

describe('TCP', () => {
  test('sockets are counted by state, each family by itself; a state that has no name is passed over', () => {
    const states = [10, 10, 1, 11, 6, 0, 12, 13, 255]
    const kernel = fakeKernel((_, attempt) => [
      attempt === 0 ? states.map((state) => socket(socketBody({ state }))) : [],
      [done()],
    ])
    const [ipv4, ipv6, ...more] = readTcpStates(new NetlinkConnection(kernel), '42')
    expect(more).toEqual([])
    expect([ipv4?.netns, ipv4?.family, ipv6?.family]).toEqual(['42', 'ipv4', 'ipv6'])
    const named = Object.fromEntries(tcpStateNames.map((name, at) => [name, ipv4?.sockets[at]]))
    expect(named).toMatchObject({ established: 1, timewait: 1, listen: 2, closing: 1, close: 0, synrecv: 0 })
    expect(ipv4?.sockets).toHaveLength(tcpStateNames.length)
    expect(ipv6?.sockets).toEqual(tcpStateNames.map(() => 0))
    expect(kernel.requests.map((request) => [request.length, request[16], request[17]])).toEqual([
      [72, 2, 6],
      [72, 10, 6],
    ])
  })
})

describe('UDP', () => {
  test('queues and drops are summed, one socket not into the next', () => {
    const bodies = [
      socketBody({ state: 7, queues: [100, 5], drops: 0xffff_ffff }),
      socketBody({ state: 1, queues: [0xffff_ffff, 0] }),
      socketBody({ state: 7, drops: 2 }),
    ]
    const kernel = fakeKernel((_, attempt) => [attempt === 0 ? [] : bodies.map(socket), [done()]])
    expect(readUdpQueues(new NetlinkConnection(kernel), '42')).toEqual([
      { netns: '42', family: 'ipv4', sockets: 0, receiveQueueBytes: 0, sendQueueBytes: 0, dropped: 0 },
      {
        ...{ netns: '42', family: 'ipv6', sockets: 3, receiveQueueBytes: 0xffff_ffff + 100, sendQueueBytes: 5 },
        dropped: 0xffff_ffff + 2,
      },
    ])
  })

  test('a socket that is cut off is a DecodeError', () => {
    const body = socketBody({ state: 7, drops: 1 })
    for (let length = 0; length < body.length; length++) {
      if (length === 72) continue
      const kernel = fakeKernel(() => [[socket(body.slice(0, length))], [done()]])
      expect(() => readUdpQueues(new NetlinkConnection(kernel), '42')).toThrow(DecodeError)
    }
  })
})

test('a kernel that does not know the question has no such thing', () => {
  const kernel = fakeKernel((request) => [[failure(2, { request })]])
  const read = (): unknown => readTcpStates(new NetlinkConnection(kernel), '42')
  expect(read).toThrow(KernelError)
  expect(read).toThrow('EPROTONOSUPPORT')
})
