import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import type { Left } from './look-alone.ts'
import { recordsAt } from './look-at.ts'
import { narrowRoot } from './narrow-root.ts'
import { print } from './print.ts'

const lookAlone = fileURLToPath(new URL('look-alone.ts', import.meta.url))
const lists = ['nftables', 'xtables', 'ipsets'] as const

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'denied',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }],
    containers: [{ name: 'a', networks: ['br0'] }],
  })
  for (const space of [host, host.container('a')]) {
    await print(space, 'ipset', 'create', 'set', 'hash:ip')
    await print(space, 'iptables-nft', '-A', 'FORWARD', '-s', '192.0.2.1', '-j', 'DROP')
    await print(space, 'ip6tables-legacy', '-A', 'FORWARD', '-s', '2001:db8::1', '-j', 'DROP')
  }
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const lookWith = async (...argv: readonly string[]): Promise<Left['snapshot']> => {
  const left: Left = JSON.parse(await print(host, ...argv, process.execPath, lookAlone, narrowRoot(lab.runId)))
  return left.snapshot
}

test('without CAP_NET_ADMIN rules and sets are said to be missing, each kind once, and which capability they need', async () => {
  const snapshot = await lookWith('setpriv', '--bounding-set=-net_admin', '--inh-caps=-net_admin', '--')
  for (const list of lists) {
    const messages = snapshot.problems.filter(({ collector }) => collector === list).map(({ message }) => message)
    expect(messages.length).toBeGreaterThan(0)
    expect(messages.filter((message) => !message.includes('needs CAP_NET_ADMIN (EPERM'))).toEqual([])
    expect(new Set(messages).size).toBe(messages.length)
    for (const space of [host, host.container('a')]) expect(recordsAt(snapshot, list, space)).toEqual([])
  }
  expect(recordsAt(snapshot, 'links', host.container('a')).map(({ name }) => name)).toEqual(['lo', 'eth0'])
})

test('with it nothing of them is missing', async () => {
  const snapshot = await lookWith()
  expect(snapshot.problems.filter(({ collector }) => lists.some((list) => list === collector))).toEqual([])
  for (const space of [host, host.container('a')])
    expect(lists.map((list) => recordsAt(snapshot, list, space).length)).toEqual([1, 1, 1])
})
