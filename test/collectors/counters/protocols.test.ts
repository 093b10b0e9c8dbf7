import { describe, expect, test } from 'vitest'
import { protocolCounterNames } from '../../../collectors/counters/protocol-names.ts'
import { addCountersInLines, addCountersInPairs, beginningOfPair } from '../../../collectors/counters/protocol-text.ts'
import { protocolsLast, readProtocolCounters } from '../../../collectors/counters/protocols.ts'
import { parseSockets } from '../../../collectors/counters/sockstat.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { procOf, recorded } from './recorded.ts'

/** The same files read in another way: every counter as its digits, by `Group.Name`. */
const digitsOf = (kernel: 'linux-6.18' | 'linux-4.15'): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const file of ['snmp', 'netstat']) {
    const lines = recorded(kernel, file).trimEnd().split('\n')
    for (let i = 0; i < lines.length; i += 2) {
      const [group = '', ...names] = (lines[i] ?? '').split(' ')
      const [, ...values] = (lines[i + 1] ?? '').split(' ')
      for (const [at, name] of names.entries()) found.set(group.replace(':', `.${name}`), values[at] ?? '')
    }
  }
  if (kernel === 'linux-6.18')
    for (const [, group, name, value] of recorded(kernel, 'snmp6').matchAll(/^(\w*?6)(\w+)\s+(\d+)$/gm))
      found.set(`${group}.${name}`, value ?? '')
  return found
}

describe('the counters of a recorded kernel', () => {
  test.each(['linux-6.18', 'linux-4.15'] as const)('%s: each that is kept, with every digit', (kernel) => {
    using tree = procOf(kernel)
    const digits = digitsOf(kernel)
    const expected = protocolCounterNames.flatMap((name) => (digits.has(name) ? [[name, digits.get(name)]] : []))
    const { netns, counters } = readProtocolCounters(tree.proc, 7, '42') ?? { netns: '', counters: {} }
    expect(netns).toBe('42')
    const read = Object.entries(counters).map(([name, value]) => [name, String(value)])
    expect(Object.fromEntries(read)).toEqual(Object.fromEntries(expected))
    expect(read.length).toBeGreaterThan(30)
  })

  test('the newest one has all that are kept', () => {
    using tree = procOf('linux-6.18')
    const { counters = {} } = readProtocolCounters(tree.proc, 7, '42') ?? {}
    expect(Object.keys(counters).sort()).toEqual([...protocolCounterNames].sort())
    expect(counters).toMatchObject({ 'Tcp.ActiveOpens': 21, 'Tcp.AttemptFails': 1, 'IpExt.InOctets': 20_027_065 })
  })

  test('numbers are exact on both sides of 2^53', () => {
    using tree = procOf('linux-4.15')
    expect(readProtocolCounters(tree.proc, 7, '42')?.counters).toMatchObject({
      'Ip.ForwDatagrams': 9_007_199_254_740_993n,
      'Tcp.InSegs': 9_007_199_254_740_991,
      'Tcp.OutSegs': 9_007_199_254_740_992n,
      'Tcp.RetransSegs': 18_446_744_073_709_551_615n,
    })
  })

  test('kernels in turn: the columns of one are not taken for those of the other', () => {
    const read = (kernel: 'linux-6.18' | 'linux-4.15'): unknown => {
      using tree = procOf(kernel)
      return readProtocolCounters(tree.proc, 7, '42')
    }
    const [newer, older] = [read('linux-6.18'), read('linux-4.15')]
    expect([read('linux-6.18'), read('linux-4.15')]).toEqual([newer, older])
  })

  test('a process that is gone has none', () => {
    using tree = procOf('linux-4.15')
    expect(readProtocolCounters(tree.proc, 8, '42')).toBe(null)
  })
})

type Add = (into: { [name: string]: Count }, text: string) => void
const kept = { Tcp: ['CurrEstab', 'InSegs'], Udp: ['NoPorts'], IpExt: ['OutOctets'], TcpExt: ['ListenDrops'] }
const sought = ['Ip6InOctets', 'Udp6InErrors'].map((name) => [beginningOfPair(name), name] as const)

describe.each<readonly [string, Add]>([
  ['snmp', (into, text) => addCountersInLines(into, text, kept)],
  ['netstat', (into, text) => addCountersInLines(into, text, kept)],
  ['snmp6', (into, text) => addCountersInPairs(into, text, sought)],
])('%s cut off at any byte', (file, add) => {
  test('lacks what was not read, and has no wrong number', () => {
    const text = recorded('linux-6.18', file)
    const whole: { [name: string]: Count } = {}
    add(whole, text)
    expect(Object.keys(whole).length).toBeGreaterThan(1)
    for (let length = 0; length < text.length; length++) {
      const cut: { [name: string]: Count } = {}
      add(cut, text.slice(0, length))
      for (const [name, value] of Object.entries(cut)) expect(value).toBe(whole[name])
    }
  })
})

test('lines that do not belong together, or are no table at all, are passed over', () => {
  const into = {}
  addCountersInLines(into, 'Tcp: InSegs\nUdp: 5\nUdp: NoPorts\nUdp: 6\n', kept)
  addCountersInLines(into, 'Tcp: InSegs CurrEstab\nTcp: -3\nnothing\nhere\n\n\n', kept)
  addCountersInPairs(into, 'Ip6InOctets 5\nUdp6InErrors                    \t-1\n', sought)
  expect(into).toEqual({ 'Udp.NoPorts': 6 })
})

describe('sockets', () => {
  const whole = recorded('linux-4.15', 'sockstat') + recorded('linux-6.18', 'sockstat6')

  test('in use by protocol, and what TCP tells beside', () => {
    expect(parseSockets(whole)).toEqual({
      sockets: [
        { protocol: 'TCP', inUse: 27 },
        { protocol: 'UDP', inUse: 16 },
        { protocol: 'RAW', inUse: 2 },
        { protocol: 'TCP6', inUse: 0 },
        { protocol: 'UDP6', inUse: 0 },
        { protocol: 'RAW6', inUse: 0 },
      ],
      tcpTimeWait: 23,
      tcpOrphans: 1,
      tcpMemoryPages: 3,
    })
  })

  test('cut off at any byte, nothing is wrong', () => {
    const { sockets, ...tcp } = parseSockets(whole)
    for (let length = 0; length < whole.length; length++) {
      const { sockets: cut, ...cutTcp } = parseSockets(whole.slice(0, length))
      expect(sockets).toEqual(expect.arrayContaining([...cut]))
      expect(tcp).toMatchObject(cutTcp)
    }
  })

  test('in TIME_WAIT end without a packet', () => {
    const counters = { netns: '42', counters: {}, sockets: [] }
    expect(protocolsLast(counters)).toBe(true)
    expect(protocolsLast({ ...counters, tcpTimeWait: 0 })).toBe(true)
    expect(protocolsLast({ ...counters, tcpTimeWait: 1 })).toBe(false)
  })
})
