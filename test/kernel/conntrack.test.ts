import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConntrackExpectation, readExpectations } from '../../collectors/netfilter/conntrack/expectation.ts'
import { type ConntrackFilter, matcherOf } from '../../collectors/netfilter/conntrack/filter.ts'
import { dumpConntrack, eachConntrackEntry } from '../../collectors/netfilter/conntrack/read-entries.ts'
import type { ConntrackEntry } from '../../collectors/netfilter/conntrack/record.ts'
import { summariseConntrack } from '../../collectors/netfilter/conntrack/summary.ts'
import { countConntrackEntries } from '../../collectors/netfilter/conntrack/totals.ts'
import { Turns } from '../../collectors/turns.ts'
import { type Lab, openLab, type PlainHost, type Space } from '../lab/lab.ts'
import { connectionIn } from '../netfilter/conntrack/connection-in.ts'
import { conntrackLine, printedLines } from '../netfilter/conntrack/conntrack-line.ts'
import { translationOf } from '../netfilter/conntrack/translation.ts'
import { startPeer } from './counters-scene.ts'
import { print } from './print.ts'

let lab: Lab
let made: Space
let empty: Space
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  const { containers } = await lab.manyNamespaces(2, 'flows')
  const [first, second] = containers
  if (first === undefined || second === undefined) throw new Error('the lab made no namespaces')
  made = first
  empty = second
  host = await lab.plainHost({
    name: 'router',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }],
    containers: ['client', 'server'].map((name) => ({ name, networks: ['br0'] })),
  })
  const kept = 'net.netfilter.nf_conntrack_acct=1 net.netfilter.nf_conntrack_timestamp=1'.split(' ')
  for (const space of [made, host]) await print(space, 'sysctl', '-qw', ...kept)
  for (const entry of entries) await print(made, 'conntrack', '-I', ...entry.split(' '))
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const entries = [
  '-s 10.0.0.1 -d 10.0.0.2 -p tcp --sport 1 --dport 80 --state ESTABLISHED -u SEEN_REPLY,ASSURED -t 3000 -m 4',
  '-s 10.0.0.1 -d 10.0.0.3 -p tcp --sport 1 --dport 81 --state TIME_WAIT -u SEEN_REPLY -t 3000 -m 0x85',
  ...['SYN_SENT', 'SYN_RECV', 'FIN_WAIT', 'CLOSE_WAIT', 'LAST_ACK', 'CLOSE'].map(
    (state, at) => `-s 10.0.1.1 -d 10.0.0.3 -p tcp --sport ${at + 1} --dport 81 --state ${state} -t 3000`,
  ),
  '-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 9 --dport 53 -t 3000 -w 5',
  '-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 10 --dport 53 -t 3000 --orig-zone 5',
  '-s 10.0.0.1 -d 10.0.0.2 -p udp --sport 10 --dport 53 -t 3000 --reply-zone 7',
  '-s 10.0.0.4 -d 10.0.0.2 -p tcp --sport 1 --dport 80 --state SYN_SENT -t 300 --dst-nat 192.168.0.9:8080',
  '-s 10.0.0.5 -d 10.0.0.2 -p tcp --sport 1 --dport 80 --state SYN_SENT -t 300 --src-nat 192.168.0.9:8080',
  '-s 10.0.0.1 -d 10.0.0.2 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77 -t 100',
  '-s 2001:db8::1 -d 2001:db8::2 -p icmpv6 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id 78 -t 100',
  '-s 2001:db8::1 -d 2001:db8::2 -p udplite --sport 4 --dport 5 -t 100',
  '-s 2001:db8::1 -d 2001:db8::2 -p tcp --sport 4 --dport 443 --state ESTABLISHED -u SEEN_REPLY,ASSURED -t 4000000000',
  '-s 10.0.0.1 -d 10.0.0.2 -p sctp --sport 4 --dport 5 --state ESTABLISHED --orig-vtag 1 --reply-vtag 2 -t 100 -u SEEN_REPLY',
  '-s 10.0.0.1 -d 10.0.0.2 -p sctp --sport 6 --dport 5 --state COOKIE_WAIT --orig-vtag 1 --reply-vtag 2 -t 100',
  '-s 10.0.0.1 -d 10.0.0.2 -p gre --srckey 4 --dstkey 5 -t 100',
  '-s 10.0.0.1 -d 10.0.0.2 -p 89 -t 100',
]

const read = async (space: Space, filter: ConntrackFilter = {}): Promise<ConntrackEntry[]> => {
  using connection = connectionIn(space)
  const found: ConntrackEntry[] = []
  const { malformedCount, endedEarly } = await eachConntrackEntry(
    connection,
    { filter, visit: (entry) => found.push(entry) },
    new Turns(),
  )
  expect([malformedCount, endedEarly]).toEqual([0, false])
  return found
}

/** Our lines and the tool's, from a moment in which no second passed between them. */
const bothLines = async (space: Space): Promise<{ ours: readonly string[]; theirs: readonly string[] }> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const before = (await read(space)).map(conntrackLine).sort()
    const theirs = [...printedLines(await print(space, 'conntrack', '-L', '-o', 'extended,id'))].sort()
    const after = (await read(space)).map(conntrackLine).sort()
    if (before.join() === after.join()) return { ours: before, theirs }
  }
  throw new Error('the entries never kept still')
}

describe('entries', () => {
  test('of every kind are those of conntrack -L', async () => {
    const { ours, theirs } = await bothLines(made)
    expect(ours).toEqual(theirs)
    expect(ours.length).toBe(entries.length)
    const all = await read(made)
    expect(all.every(({ started }) => typeof started === 'bigint')).toBe(true)
    expect(all.every(({ unknown }) => unknown === undefined)).toBe(true)
  })

  test('are counted without being kept', async () => {
    const all = await read(made)
    using connection = connectionIn(made)
    expect(countConntrackEntries(connection)).toBe(entries.length)
    const { summary } = await summariseConntrack(connection, new Turns())
    const having = (status: string): number => all.filter((entry) => entry.status.includes(status)).length
    const group = (keys: readonly string[]): object =>
      Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, list]) => [key, list.length]))
    expect(summary).toEqual({
      entries: all.length,
      byProtocol: group(all.map(({ original }) => String(original.protocol))),
      byTcpState: group(
        all.flatMap(({ original, state }) => (original.protocol === 6 && state !== null ? [state] : [])),
      ),
      unreplied: all.length - having('seen_reply'),
      assured: having('assured'),
      sourceNat: having('src_nat'),
      destinationNat: having('dst_nat'),
      offloaded: 0,
    })
    expect([summary.sourceNat, summary.destinationNat, summary.assured]).toEqual([1, 1, 2])
  })

  test('of an empty namespace are none', async () => {
    expect(await read(empty)).toEqual([])
  })
})

const filters: readonly (readonly [ConntrackFilter, number])[] = [
  [{}, entries.length],
  [{ status: ['dst_nat'] }, 1],
  [{ status: ['assured', 'seen_reply'] }, 2],
  [{ status: ['seen_reply'], statusNot: ['assured'] }, 2],
  [{ statusNot: ['seen_reply'] }, entries.length - 4],
  [{ mark: { value: 4, mask: 0xff } }, 1],
  [{ mark: { value: 0x80, mask: 0x80 } }, 1],
  [{ zone: 5 }, 2],
  [{ zone: 7 }, 1],
  [{ zone: 0 }, entries.length - 3],
  [{ family: 'ipv6' }, 3],
  [{ original: { source: '10.0.1.1' } }, 6],
  [{ original: { destination: '10.0.0.3' } }, 7],
  [{ reply: { source: '192.168.0.9' } }, 1],
  [{ reply: { destination: '192.168.0.9', protocol: 6, destinationPort: 8080 } }, 1],
  [{ family: 'ipv4', original: { protocol: 6, destinationPort: 80 } }, 3],
  [{ family: 'ipv4', original: { protocol: 6, sourcePort: 1 } }, 5],
  [{ family: 'ipv6', original: { protocol: 58 } }, 1],
  [{ original: { source: '10.0.0.1', protocol: 17 }, reply: { destinationPort: 9, protocol: 17 } }, 1],
  [{ family: 'ipv4', original: { protocol: 6 }, status: ['dst_nat'], mark: { value: 0, mask: 0xffffffff } }, 1],
]

/** What the kernel cannot compare is compared here. */
const beyondKernel: readonly (readonly [ConntrackFilter, number])[] = [
  [{ original: { source: '2001:DB8:0::1' } }, 3],
  [{ original: { source: '2001:db8::1', protocol: 6, destinationPort: 443 } }, 1],
  [{ reply: { destination: '2001:db8::9' } }, 0],
  [{ original: { protocol: 17 } }, 3],
  [{ original: { destinationPort: 53 } }, 3],
  [{ original: { source: '10.0.0.1', sourcePort: 10 } }, 2],
]

describe('a filter', () => {
  test.each([...filters, ...beyondKernel])('%j', async (filter, expected) => {
    const found = await read(made, filter)
    expect(found.length).toBe(expected)
    expect(found.map(({ id }) => id).sort()).toEqual(
      (await read(made))
        .filter(matcherOf(filter))
        .map(({ id }) => id)
        .sort(),
    )
  })

  test.each(filters)('%j is the kernel’s work', async (filter, expected) => {
    using connection = connectionIn(made)
    let received = 0
    const visit = (): boolean => ++received > 0
    await dumpConntrack(connection, { filter, visit }, new Turns())
    expect(received).toBe(expected)
  })
})

describe('flows through NAT', () => {
  test('are told with where they go, and where they seem to come from', async () => {
    const client = host.container('client')
    const server = host.container('server')
    const [address = ''] = server.addresses
    const [from = ''] = client.addresses
    const rules = `table ip nat {
      chain pre { type nat hook prerouting priority -100; tcp dport 8080 dnat to ${address}:80; }
      chain post { type nat hook postrouting priority 100; tcp dport 80 masquerade; }
    }`
    const { status, stderr } = await host.exec(['nft', '-f', '-'], { input: rules })
    expect([status, stderr]).toEqual([0, ''])
    await startPeer(server, 'listen', 80, 100, 'hold')
    await startPeer(client, 'connect', '10.1.0.1', 8080, 3, 'hold')
    const { ours, theirs } = await bothLines(host)
    expect(ours).toEqual(theirs)
    const flows = (await read(host, { status: ['dst_nat'] })).filter(({ state }) => state === 'established')
    expect(flows.length).toBe(3)
    for (const flow of flows) {
      expect(flow.status).toEqual(expect.arrayContaining(['src_nat', 'dst_nat', 'assured', 'seen_reply']))
      expect(flow.original).toMatchObject({ source: from, destination: '10.1.0.1', protocol: 6, destinationPort: 8080 })
      const { source, destination } = translationOf(flow)
      expect(destination).toEqual({ address, port: 80 })
      expect(source?.address).toBe('10.1.0.1')
      expect(Number(flow.originalCounters?.packets)).toBeGreaterThan(1)
    }
  })
})

const ftp = `table ip t {
  ct helper watch {
    type "ftp" protocol tcp
    l3proto ip
  }
  chain out {
    type filter hook output priority 0
    tcp dport 21 ct helper set "watch"
    tcp dport 21 ct label set 3
  }
}`

/** A control connection that names port 2580, and a data connection to it. */
const talk = `ip link set lo up
  (sleep 3) | timeout 5 busybox nc -l -p 21 >/dev/null &
  sleep 0.2
  (printf 'USER x\\r\\n'; sleep 0.3; printf 'PORT 127,0,0,1,10,20\\r\\n'; sleep 0.3; printf 'PORT 127,0,0,1,10,21\\r\\n'; sleep 3) |
    timeout 5 busybox nc 127.0.0.1 21 >/dev/null &
  sleep 1
  echo ready`

describe('a helper', () => {
  test('has its name and label at the connection, expects others, and is their master', async () => {
    const { status, stderr } = await empty.exec(['nft', '-f', '-'], { input: ftp })
    expect([status, stderr]).toEqual([0, ''])
    const child = empty.start(['sh', '-c', talk])
    await new Promise((resolve) => child.stdout?.once('data', resolve))
    const [control] = await read(empty, { original: { source: '127.0.0.1' } })
    expect(control).toMatchObject({ helper: 'ftp', labels: [3], status: expect.arrayContaining(['helper']) })
    expect(control?.master).toBeUndefined()

    using connection = connectionIn(empty)
    const { expectations, malformedCount } = await readExpectations(connection, new Turns())
    expect(malformedCount).toBe(0)
    expect(expectations.length).toBe(1)
    const printed = await print(empty, 'conntrack', '-L', 'expect')
    expect(
      printed
        .trim()
        .split('\n')
        .map((line) => line.replace(/^\d+ /, '').trim()),
    ).toEqual(expectations.map(expectationLine))
    expect(expectations[0]?.master).toEqual(control?.original)

    const port = expectations[0]?.tuple?.destinationPort ?? 0
    await startPeer(empty, 'listen', port, 100, 'hold')
    await startPeer(empty, 'connect', '127.0.0.1', port, 1, 'hold')
    const related = await read(empty, { status: ['expected'] })
    expect(related.map(({ master, original }) => [master, original.destinationPort])).toEqual([
      [control?.original, port],
    ])
  })
})

/** As `conntrack -L expect` prints it, without the seconds left. */
const expectationLine = (expectation: ConntrackExpectation): string => {
  const { tuple, mask, master } = expectation
  return [
    `proto=${tuple?.protocol}`,
    `src=${tuple?.source} dst=${tuple?.destination} sport=${tuple?.sourcePort} dport=${tuple?.destinationPort}`,
    `mask-src=${mask?.source} mask-dst=${mask?.destination} sport=${mask?.sourcePort} dport=${mask?.destinationPort}`,
    `master-src=${master?.source} master-dst=${master?.destination} sport=${master?.sourcePort} dport=${master?.destinationPort}`,
    `class=${expectation.class} helper=${expectation.helper}`,
  ].join(' ')
}
