import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { libc } from '../../../collectors/linux/libc.ts'
import { openNamespace, visit } from '../../../collectors/linux/namespace.ts'
import { NETLINK_ROUTE, openNetlink } from '../../../collectors/linux/socket.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'
import { nsid } from '../../../collectors/netlink/messages/nsid.ts'

const name = `nl-forge-${process.pid}`
const forge = fileURLToPath(new URL('forge.ts', import.meta.url))
const ECONNREFUSED = 111

beforeAll(() => {
  execFileSync('ip', ['netns', 'add', name])
})
afterAll(() => {
  execFileSync('ip', ['netns', 'del', name])
})

/** What a process with all capabilities inside the namespace gets when it sends an answer to that port. */
const attack = (port: number): string =>
  execFileSync('nsenter', [`--net=/run/netns/${name}`, process.execPath, forge, String(port)], {
    encoding: 'utf8',
  }).trim()

/** Makes a socket inside the namespace, and tells the port that the kernel gave it (third column of /proc/net/netlink). */
const inside = <T>(make: () => T): { readonly made: T; readonly port: number } => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using namespace = openNamespace(`/run/netns/${name}`)
  return visit(namespace, home, () => {
    const ports = (): readonly number[] =>
      readFileSync('/proc/thread-self/net/netlink', 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, protocol]) => protocol === '0')
        .map(([, , port]) => Number(port))
    const before = ports()
    const made = make()
    return { made, port: ports().find((port) => !before.includes(port)) ?? 0 }
  })
}

test('the kernel refuses an answer that another process sends to our socket', () => {
  const { made: transport, port } = inside(() => openNetlink(NETLINK_ROUTE))
  using connection = new NetlinkConnection(transport)
  expect(port).not.toBe(0)
  expect(attack(port)).toBe(String(ECONNREFUSED))
  expect(connection.dump(nsid, { header: Buffer.alloc(4) })).toEqual({ records: [], interrupted: false, malformed: [] })
})

test('without connect() the kernel would have delivered it: the attack itself works', () => {
  const c = libc()
  const { made: fd, port } = inside(() => {
    const socket = c.socket(16, 3, 0)
    c.connect(socket, Buffer.from('100000000000000000000000', 'hex'), 12)
    // AF_UNSPEC takes the connection back; the port stays.
    c.connect(socket, Buffer.alloc(12), 12)
    return socket
  })
  try {
    expect(attack(port)).toBe('sent')
    const into = Buffer.alloc(64)
    expect(c.recv(fd, into, into.length, 0)).toBe(28)
    expect(into.readUInt16LE(4)).toBe(88)
  } finally {
    c.close(fd)
  }
})
