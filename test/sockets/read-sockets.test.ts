import { mkdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { readConnections, readSockets } from '../../collectors/sockets/read-sockets.ts'
import type { SocketRecord } from '../../collectors/sockets/record.ts'
import { DecodeError } from '../../collectors/wire/error.ts'
import { attribute, be16, bytesOf, hex, ip4, join, type Part, u8, u16, u32 } from '../captures/parts.ts'
import { fileTree } from '../collectors/file-tree.ts'
import {
  done,
  type FakeKernel,
  type FakeMessage,
  failure,
  fakeKernel,
  NLM_F_MULTI,
} from '../collectors/netlink/fake-kernel.ts'

interface Body {
  readonly family?: number
  readonly state?: number
  readonly ports?: readonly [number, number]
  readonly local?: Uint8Array
  readonly remote?: Uint8Array
  readonly device?: number
  readonly numbers?: readonly [received: number, sent: number, uid: number, inode: number]
  readonly attributes?: readonly Part[]
}

const to16 = (address: Uint8Array): Uint8Array => join(address, new Uint8Array(16 - address.length))

/** struct inet_diag_msg, and attributes. */
const body = (about: Body): Uint8Array => {
  const { family = 2, state = 10, ports: [here, there] = [80, 0], device = 0 } = about
  const { local = new Uint8Array(4), remote = new Uint8Array(4), numbers = [1, 2, 3, 4], attributes = [] } = about
  return join(
    Uint8Array.of(family, state, 0, 0),
    be16(here),
    be16(there),
    to16(local),
    to16(remote),
    u32(device),
    hex('00'.repeat(12)),
    ...numbers.map(u32),
    bytesOf(attributes),
  )
}

const answer = (bytes: Uint8Array): FakeMessage => ({ type: 20, flags: NLM_F_MULTI, body: bytes })

/** A kernel that has these sockets, by family and protocol (`2 6`), and knows no other protocol than these. */
const kernelWith = (sockets: { readonly [question: string]: readonly Uint8Array[] }): FakeKernel =>
  fakeKernel((request) => {
    const found = sockets[`${request[16]} ${request[17]}`]
    return found === undefined ? [[failure(2, { request })]] : [found.map(answer), [done()]]
  })

const nothing = { '2 6': [], '10 6': [], '2 17': [], '10 17': [] }

const read = (kernel: FakeKernel, files = '/nowhere'): readonly SocketRecord[] =>
  readSockets(new NetlinkConnection(kernel), { netns: '42', files })

describe('a socket', () => {
  test('has what the kernel tells, and nothing that it does not', () => {
    const plain = body({})
    const rich = body({
      state: 1,
      ports: [53, 4000],
      local: ip4('127.0.0.1'),
      remote: ip4('10.0.0.9'),
      device: 7,
      numbers: [10, 20, 1000, 0xffff_ffff],
      attributes: [
        attribute(7, join(...Array.from({ length: 8 }, () => u32(0)), u32(0xffff_ffff))),
        attribute(8, u8(0)),
        attribute(15, u32(0x8000_0001)),
        attribute(21, hex('0000000000002000')),
        attribute(22, u16(0x20)),
        attribute(999, u32(5)),
      ],
    })
    const six = body({
      family: 10,
      local: hex('fd00000000000000000000000000000f'),
      remote: hex('00000000000000000000ffff0a000001'),
      ports: [1, 2],
      state: 13,
      attributes: [attribute(11, u8(1)), attribute(21, hex('0500000000000000'))],
    })
    expect(read(kernelWith({ ...nothing, '2 6': [plain], '2 17': [rich], '10 17': [six] }))).toEqual([
      {
        ...{ netns: '42', protocol: 'tcp', family: 'ipv4', state: 'listen' },
        ...{ local: { address: '0.0.0.0', port: 80 }, receiveQueue: 1, sendQueue: 2, uid: 3, inode: 4 },
      },
      {
        ...{ netns: '42', protocol: 'udp', family: 'ipv4', state: 'established' },
        ...{ local: { address: '127.0.0.1', port: 53 }, remote: { address: '10.0.0.9', port: 4000 }, device: 7 },
        ...{ receiveQueue: 10, sendQueue: 20, uid: 1000, inode: 0xffff_ffff, dropped: 0xffff_ffff },
        ...{ mark: 0x8000_0001, cgroupId: 2n ** 53n, transparent: true },
      },
      {
        ...{ netns: '42', protocol: 'udp', family: 'ipv6', state: '13', onlyIpv6: true, cgroupId: 5 },
        ...{ local: { address: 'fd00::f', port: 1 }, remote: { address: '::ffff:10.0.0.1', port: 2 } },
        ...{ receiveQueue: 1, sendQueue: 2, uid: 3, inode: 4 },
      },
    ])
  })

  test('that is cut off or damaged is a DecodeError', () => {
    const whole = body({
      attributes: [
        attribute(7, hex('00'.repeat(36))),
        attribute(21, hex('0500000000000000')),
        attribute(22, u16(0x20)),
      ],
    })
    const only = (bytes: Uint8Array): void => {
      try {
        read(kernelWith({ ...nothing, '2 17': [bytes] }))
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }
    for (let length = 0; length < whole.length; length++) only(whole.slice(0, length))
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const damaged = Uint8Array.from(whole)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      only(damaged)
    }
    expect(() => read(kernelWith({ ...nothing, '2 17': [whole.slice(0, 71)] }))).toThrow(
      'socket: struct inet_diag_msg has 72 bytes, got 71',
    )
  })
})

describe('protocols', () => {
  test('that the kernel does not have are left out; without TCP there is no sock_diag at all', () => {
    expect(read(kernelWith(nothing))).toEqual([])
    expect(() => read(kernelWith({}))).toThrow('EPROTONOSUPPORT')
  })

  test('SCTP: every address of a listener', () => {
    using files = fileTree({})
    mkdirSync(`${files.root}/sctp`)
    const storage = (family: number, at: number, address: Uint8Array): Uint8Array => {
      const bytes = new Uint8Array(128)
      bytes.set(u16(family))
      bytes.set(address, at)
      return bytes
    }
    const [v4, v6] = [storage(2, 4, ip4('10.0.0.1')), storage(10, 8, hex(`fd${'00'.repeat(14)}01`))]
    const listening = (locals: Uint8Array): Uint8Array =>
      body({ ports: [36412, 0], local: ip4('10.0.0.1'), attributes: [attribute(12, locals)] })
    const both = listening(join(v4, v6))
    const sockets = { ...nothing, '2 132': [both, listening(v4)], '10 132': [] }
    expect(
      read(kernelWith(sockets), files.root).map(({ protocol, local, locals }) => [protocol, local.port, locals]),
    ).toEqual([
      ['sctp', 36412, ['10.0.0.1', 'fd00::1']],
      ['sctp', 36412, undefined],
    ])
    for (const wrong of [join(v4, v6).slice(0, 200), storage(7, 4, ip4('10.0.0.1'))])
      expect(() => read(kernelWith({ ...sockets, '2 132': [listening(wrong)] }), files.root)).toThrow(
        /^socket › locals: /,
      )
    expect(read(kernelWith(sockets))).toEqual([])
  })

  test('raw: the IP protocol stands for the port, unless an attribute tells it', () => {
    const raw = body({ state: 7, ports: [1, 0] })
    const told = body({ state: 1, ports: [255, 1], remote: ip4('10.0.0.1'), attributes: [attribute(10, u8(89))] })
    const sockets = read(kernelWith({ ...nothing, '2 255': [raw, told], '10 255': [] }))
    expect(sockets.map(({ local, remote, ipProtocol }) => [local.port, remote, ipProtocol])).toEqual([
      [0, undefined, 1],
      [0, { address: '10.0.0.1', port: 0 }, 89],
    ])
  })

  test('raw, from procfs where nobody answers for it', () => {
    const head =
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n'
    using files = fileTree({
      raw: `${head} 109: 0100007F:00FF 00000000:0000 07 00000010:000000A0 00:00000000 00000000     5        0 19585405 2 00000000bfd9c1ba 3\n`,
      raw6: `${head}   46: 000080FE00000000000000000F000000:003A B80D0120000000000000000001000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 4294967295 2 0000000000000000 0\n`,
    })
    expect(read(kernelWith(nothing), files.root)).toEqual([
      {
        ...{ netns: '42', protocol: 'raw', family: 'ipv4', state: 'close', ipProtocol: 255 },
        ...{ local: { address: '127.0.0.1', port: 0 }, receiveQueue: 160, sendQueue: 16, dropped: 3, uid: 5 },
        inode: 19585405,
      },
      {
        ...{ netns: '42', protocol: 'raw', family: 'ipv6', state: 'established', ipProtocol: 58 },
        ...{ local: { address: 'fe80::f', port: 0 }, remote: { address: '2001:db8::1', port: 0 } },
        ...{ receiveQueue: 0, sendQueue: 0, dropped: 0, uid: 0, inode: 0xffff_ffff },
      },
    ])
    using broken = fileTree({ raw: `${head}nonsense\n` })
    expect(() => read(kernelWith(nothing), broken.root)).toThrow(DecodeError)
  })
})

describe('a namespace', () => {
  test('is asked only for what it has', () => {
    using files = fileTree({
      sockstat:
        'sockets: used 7\nTCP: inuse 2 orphan 0 tw 0 alloc 2 mem 0\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\n',
      sockstat6: 'TCP6: inuse 0\nUDP6: inuse 1\nUDPLITE6: inuse 0\nRAW6: inuse 0\nFRAG6: inuse 0 memory 0\n',
    })
    const kernel = kernelWith(nothing)
    read(kernel, files.root)
    expect(kernel.requests.map((request) => [request[16], request[17]])).toEqual([
      [2, 6],
      [10, 17],
    ])
    // TCP_LISTEN alone; UDP in every state, with what was lost.
    expect(kernel.requests.map((request) => Buffer.from(request).readUInt32LE(20))).toEqual([1 << 10, 0xffff_ffff])
    expect(kernel.requests.map((request) => request[18])).toEqual([0, 64])
  })

  test('without IPv6, or whose files are not there, is asked for all', () => {
    using files = fileTree({ sockstat: 'TCP: inuse 0\nUDP: inuse 0\nUDPLITE: inuse 0\nRAW: inuse 0\n' })
    const kernel = kernelWith(nothing)
    read(kernel, files.root)
    expect(kernel.requests.map((request) => [request[16], request[17]])).toEqual([
      [10, 6],
      [10, 17],
      [10, 136],
      [10, 255],
    ])
  })
})

describe('connections', () => {
  const of = (count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, at) => body({ state: 1, ports: [80, 1000 + at], remote: ip4('10.0.0.1') }))

  test.each([
    [0, 0, false],
    [3, 4, false],
    [4, 4, false],
    [5, 4, true],
    [5, 0, true],
  ])('%i of them, at most %i are told', (count, most, more) => {
    const kernel = kernelWith({ '2 6': of(count), '10 6': [] })
    const found = readConnections(new NetlinkConnection(kernel), { netns: '42', most })
    expect(found.more).toBe(more)
    expect(found.connections).toHaveLength(Math.min(count, most))
  })

  test('the kernel picks those of a port', () => {
    const kernel = kernelWith({ '2 6': [], '10 6': [] })
    readConnections(new NetlinkConnection(kernel), { netns: '42', most: 4, localPort: 443, remotePort: 5 })
    const [request = new Uint8Array()] = kernel.requests
    expect([...request.slice(24, 28)]).toEqual([1, 187, 0, 5])
    expect(Buffer.from(request).readUInt32LE(20)).toBe(0b1011_0111_1110)
  })
})
