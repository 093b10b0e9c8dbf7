import { expect, test } from 'vitest'
import { libc } from '../../collectors/linux/libc.ts'
import { openNamespace, visit } from '../../collectors/linux/namespace.ts'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { printed, readLegacyAt, readLegacyCountersAt } from './iptables-compared.ts'

/** linux/netfilter_arp/arp_tables.h */
const ARPT_SO_SET_REPLACE = 96
const ARPT_SO_GET_INFO = 96
const entrySize = 192
const targetHead = 32

/** struct xt_entry_target with its struct; the empty name is a standard target. */
const target = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(targetHead)
  head.writeUInt16LE(targetHead + data.length, 0)
  head.write(name, 2)
  return Buffer.concat([head, data])
}

const verdict = (value: number): Buffer => {
  const data = Buffer.alloc(8)
  data.writeInt32LE(value)
  return target('', data)
}

const entry = (action: Buffer, compare: (bytes: Buffer) => void = () => undefined): Buffer => {
  const bytes = Buffer.alloc(entrySize)
  compare(bytes)
  bytes.writeUInt16LE(entrySize, 164)
  bytes.writeUInt16LE(entrySize + action.length, 166)
  return Buffer.concat([bytes, action])
}

const ACCEPT = -2
const DROP = -1
const RETURN = -5
const error = (name: string): Buffer => {
  const data = Buffer.alloc(32)
  data.write(name)
  return entry(target('ERROR', data))
}

const from = (bytes: Buffer): void => {
  bytes.set([10, 0, 0, 0], 0)
  bytes.set([255, 0, 0, 0], 8)
  bytes.set([6, 255], 16)
  bytes.set([0, 1, 255, 255], 86)
  bytes.write('eth', 94)
  bytes.fill(255, 126, 129)
  // ARPT_INV_SRCIP
  bytes.writeUInt16LE(4, 160)
}

const replies = (bytes: Buffer): void => {
  bytes.set([6, 255], 16)
  bytes.set([2, 66, 172, 17, 0, 2], 18)
  bytes.fill(255, 34, 40)
  bytes.set([0, 2, 255, 255], 82)
  bytes.set([0, 1, 255, 255], 86)
}

/** The table `filter` with two rules for INPUT, one that leads to a chain `mine`; OUTPUT drops, FORWARD accepts. */
const entries = (): {
  readonly bytes: Buffer
  readonly hooks: readonly number[]
  readonly policies: readonly number[]
} => {
  const plain = entrySize + targetHead + 8
  const mineAt = 5 * plain + entrySize + targetHead + 32
  const list = [
    entry(verdict(mineAt), from),
    entry(verdict(DROP), replies),
    ...[ACCEPT, DROP, ACCEPT].map((policy) => entry(verdict(policy))),
    error('mine'),
    entry(verdict(ACCEPT), replies),
    entry(verdict(RETURN)),
    error('ERROR'),
  ]
  return { bytes: Buffer.concat(list), hooks: [0, 3 * plain, 4 * plain], policies: [2, 3, 4].map((n) => n * plain) }
}

/** Makes the table of the namespace where the thread is. */
const replace = (): void => {
  const c = libc()
  const fd = c.socket(2, 2, 0)
  const info = Buffer.alloc(68)
  info.write('filter')
  if (c.getsockopt(fd, 0, ARPT_SO_GET_INFO, info, Buffer.from([68, 0, 0, 0])) < 0) throw new Error(`${c.errno()}`)
  const { bytes, hooks, policies } = entries()
  const old = info.readUInt32LE(60)
  const counters = c.pinned(16 * old)
  // struct arpt_replace: name, valid_hooks, num_entries, size, hook_entry[3], underflow[3], num_counters, counters, entries
  const head = Buffer.alloc(88)
  head.write('filter')
  const numbers = [0b111, 9, bytes.length, ...hooks, ...policies, old]
  for (const [i, number] of numbers.entries()) head.writeUInt32LE(number, 32 + 4 * i)
  head.writeBigUInt64LE(counters.address, 72)
  const question = Buffer.concat([head.subarray(0, 80), bytes])
  const status = c.setsockopt(fd, 0, ARPT_SO_SET_REPLACE, question, question.length)
  const errno = c.errno()
  c.close(fd)
  if (status < 0) throw new Error(`ARPT_SO_SET_REPLACE: ${errno}`)
}

test('legacy tables of ARP are read', () => {
  using namespace = scratchNamespace()
  using home = openNamespace('/proc/thread-self/ns/net')
  using opened = openNamespace(namespace.path)
  visit(opened, home, replace)
  const reading = readLegacyAt(namespace.path)
  expect(reading.malformed).toEqual([])
  expect(printed(reading.tables)).toEqual([
    '*filter',
    ':INPUT ACCEPT',
    ':OUTPUT DROP',
    ':FORWARD ACCEPT',
    ':mine -',
    '[0:0] -A INPUT -j mine -i eth+ ! -s 10.0.0.0/8',
    '[0:0] -A INPUT -j DROP --src-mac 02:42:ac:11:00:02 --opcode 2',
    '[0:0] -A mine -j ACCEPT --src-mac 02:42:ac:11:00:02 --opcode 2',
  ])
  expect(readLegacyAt(namespace.path, reading)).toBe(reading)
  expect(readLegacyCountersAt(namespace.path)).toMatchObject([
    {
      family: 'arp',
      name: 'filter',
      chains: [{ name: 'INPUT', rules: [{}, {}] }, { name: 'OUTPUT' }, { name: 'FORWARD' }, { name: 'mine' }],
    },
  ])
})
