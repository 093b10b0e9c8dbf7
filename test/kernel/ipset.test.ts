import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ipsetSaveLines } from '../../agent/firewall/ipset-text.ts'
import { protocolAttribute } from '../../collectors/netfilter/ipset/ask-protocol.ts'
import { ipsetListing } from '../../collectors/netfilter/ipset/messages.ts'
import { readIpsetHeaders, readIpsets } from '../../collectors/netfilter/ipset/read-ipsets.ts'
import type { Ipset } from '../../collectors/netfilter/ipset/record.ts'
import { openSetIndexes } from '../../collectors/netfilter/ipset/set-indexes.ts'
import { nfgenmsgBytes } from '../../collectors/netfilter/nfnetlink.ts'
import type { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { Turns } from '../../collectors/turns.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { connectionIn, openIn } from '../netfilter/conntrack/connection-in.ts'
import { cpuRatio } from './cpu-ratio.ts'
import { print } from './print.ts'

let lab: Lab
let one: Space
let other: Space

beforeAll(async () => {
  lab = await openLab()
  const { containers } = await lab.manyNamespaces(2, 'sets')
  const [first, second] = containers
  if (first === undefined || second === undefined) throw new Error('the lab made no namespaces')
  one = first
  other = second
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const restore = async (space: Space, lines: readonly string[]): Promise<void> => {
  const { status, stderr } = await space.exec(['ipset', 'restore'], { input: `${lines.join('\n')}\n` })
  if (status !== 0) throw new Error(`${stderr} in\n${lines.join('\n')}`)
}

const clear = async (space: Space): Promise<void> => {
  await print(space, 'ipset', 'flush')
  await print(space, 'ipset', 'destroy')
}

const read = async (space: Space): Promise<readonly Ipset[]> => {
  using connection = connectionIn(space)
  const { sets, malformedCount } = await readIpsets(connection, new Turns())
  expect(malformedCount).toBe(0)
  return sets
}

const saved = async (space: Space): Promise<readonly string[]> =>
  (await print(space, 'ipset', 'save')).trimEnd().split('\n')

/** ipset 7.17 prints no `forceadd`, though the kernel tells of it. */
const asTool = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replace(' forceadd ', ' '))

/** What the kernel chooses when it is not told. */
const withoutChosen = (line: string): string => line.replace(/ (initval|bucketsize) \w+/g, '')

/** Members of a hash have no order that lasts. */
const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort()

const every = 'timeout 1000 counters comment skbinfo'
const all =
  'timeout 0 packets 7 bytes 18446744073709551614 comment "a \'word\' or two" skbmark 0x10/0xff skbprio 1:1a skbqueue 3'

const sets: { readonly [type: string]: readonly string[] } = {
  'bitmap:ip': [
    'create a bitmap:ip range 10.0.0.0-10.0.255.255',
    'add a 10.0.1.1',
    'add a 10.0.255.255',
    `create b bitmap:ip range 10.0.0.0-10.255.0.255 netmask 24 ${every}`,
    `add b 10.4.0.0 ${all}`,
  ],
  'bitmap:ip,mac': [
    'create a bitmap:ip,mac range 192.168.0.0-192.168.0.255',
    'add a 192.168.0.1,01:23:45:67:89:AB',
    'add a 192.168.0.2',
    `create b bitmap:ip,mac range 192.168.0.0-192.168.0.255 ${every}`,
    `add b 192.168.0.3,02:00:00:00:00:0F ${all}`,
  ],
  'bitmap:port': [
    'create a bitmap:port range 0-65535',
    'add a 0',
    'add a 65535',
    `create b bitmap:port range 1-1000 ${every}`,
    `add b 80 ${all}`,
  ],
  'hash:ip': [
    'create a hash:ip family inet hashsize 64 maxelem 100',
    'add a 10.0.0.1',
    'create b hash:ip family inet6 hashsize 1024 maxelem 65536 netmask 64',
    'add b 2001:db8::',
    'create c hash:ip family inet hashsize 1024 maxelem 65536 bitmask 255.0.255.0',
    'add c 10.0.3.0',
    'create e hash:ip family inet6 hashsize 1024 maxelem 65536 bitmask ffff:ffff::ff',
    'add e 2001:db8::1',
    `create d hash:ip family inet hashsize 1024 maxelem 65536 timeout 1000 counters comment forceadd skbinfo bucketsize 4`,
    `add d 10.0.0.9 ${all}`,
    'add d 10.0.0.10 timeout 0 packets 0 bytes 0 skbmark 0xffffffff',
  ],
  'hash:ip,port': [
    'create a hash:ip,port family inet hashsize 1024 maxelem 65536',
    ...[
      'tcp:80',
      'udp:53',
      'sctp:9',
      'udplite:7',
      'icmp:echo-request',
      'icmp:77/3',
      'vrrp:0',
      'gre:0',
      'esp:0',
      '253:0',
    ].map((port) => `add a 10.0.0.1,${port}`),
    'create b hash:ip,port family inet6 hashsize 1024 maxelem 65536 netmask 64',
    'add b 2001:db8::,ipv6-icmp:echo-reply',
    'add b 2001:db8::,ipv6-icmp:200/1',
    `create c hash:ip,port family inet hashsize 1024 maxelem 65536 ${every} bucketsize 2`,
    `add c 10.0.0.1,tcp:1 ${all}`,
  ],
  'hash:ip,port,ip': [
    'create a hash:ip,port,ip family inet hashsize 1024 maxelem 65536',
    'add a 10.0.0.1,tcp:80,10.0.0.2',
    `create b hash:ip,port,ip family inet6 hashsize 1024 maxelem 65536 ${every}`,
    `add b 2001:db8::1,udp:53,2001:db8::2 ${all}`,
  ],
  'hash:ip,port,net': [
    'create a hash:ip,port,net family inet hashsize 1024 maxelem 65536',
    'add a 10.0.0.1,tcp:80,10.0.0.0/8',
    'add a 10.0.0.1,tcp:80,10.9.0.0/16 nomatch',
    'add a 10.0.0.1,tcp:80,10.9.0.1',
    `create b hash:ip,port,net family inet6 hashsize 1024 maxelem 65536 ${every}`,
    `add b 2001:db8::1,udp:53,2001:db8::/32 ${all}`,
  ],
  'hash:net': [
    'create a hash:net family inet hashsize 1024 maxelem 65536',
    'add a 10.0.0.0/8',
    'add a 10.1.0.0/16 nomatch',
    'add a 10.1.2.3',
    'create b hash:net family inet6 hashsize 1024 maxelem 65536',
    'add b 2001:db8::/32',
    'add b ::1',
    `create c hash:net family inet hashsize 1024 maxelem 65536 ${every}`,
    `add c 0.0.0.0/1 ${all.replace('timeout 0', 'timeout 0 nomatch')}`,
  ],
  'hash:net,port': [
    'create a hash:net,port family inet hashsize 1024 maxelem 65536',
    'add a 10.0.0.0/8,tcp:80',
    'add a 10.1.0.0/16,tcp:80 nomatch',
    `create b hash:net,port family inet6 hashsize 1024 maxelem 65536 ${every}`,
    `add b 2001:db8::/32,udp:53 ${all}`,
  ],
  'hash:net,iface': [
    'create a hash:net,iface family inet hashsize 1024 maxelem 65536',
    'add a 10.0.0.0/8,eth0',
    'add a 10.1.0.0/16,physdev:veth1 nomatch',
    'add a 0.0.0.0/0,docker wildcard',
    'add a 10.2.0.0/16,physdev:br- nomatch wildcard',
    `create b hash:net,iface family inet6 hashsize 1024 maxelem 65536 ${every}`,
    `add b ::/0,eth0 ${all}`,
  ],
  'list:set': [
    'create x hash:ip family inet hashsize 1024 maxelem 65536',
    'create y hash:net family inet hashsize 1024 maxelem 65536',
    'create a list:set size 8',
    'add a y',
    'add a x',
    `create b list:set size 4 ${every}`,
    `add b x ${all}`,
  ],
}

describe('as ipset save prints it, and as ipset restore reads it', () => {
  test.each(Object.entries(sets))('%s', async (type, lines) => {
    try {
      await restore(one, lines)
      const theirs = sorted(await saved(one))
      const ours = await read(one)
      expect(ours.filter((set) => set.type === type).length).toBeGreaterThan(1)
      const printed = ours.flatMap(ipsetSaveLines)
      expect(sorted(asTool(printed))).toEqual(theirs)
      expect(sorted(printed.map(withoutChosen))).toEqual(sorted(lines.map(withoutChosen)))
      await restore(other, printed)
      expect(sorted(await saved(other))).toEqual(theirs)
    } finally {
      await clear(one)
      await clear(other)
    }
  })

  test('a timeout is what is left of it', async () => {
    try {
      await restore(one, ['create t hash:ip timeout 5', 'add t 10.0.0.1 timeout 900'])
      const [set] = await read(one)
      expect(set?.options.timeout).toBe(5)
      const left = set?.members[0]?.timeout ?? 0
      expect(left).toBeGreaterThan(800)
      expect(left).toBeLessThanOrEqual(900)
    } finally {
      await clear(one)
    }
  })
})

interface Printed {
  readonly name: string
  readonly memory: number
  readonly references: number
  readonly elements: number
  readonly revision: number
}

const inXml = (text: string): readonly Printed[] =>
  [...text.matchAll(/<ipset name="([^"]*)">([\s\S]*?)<\/ipset>/g)].map(([, name = '', body = '']) => {
    const number = (tag: string): number => Number(new RegExp(`<${tag}>(\\d+)</${tag}>`).exec(body)?.[1])
    return {
      name,
      memory: number('memsize'),
      references: number('references'),
      elements: number('numentries'),
      revision: number('revision'),
    }
  })

const everything = Object.values(sets).flatMap((lines, at) =>
  lines.map((line) =>
    line.replace(/^(create|add) (\w+) (.*)$/, (_, verb, name, rest) => `${verb} ${name}${at} ${inList(rest, at)}`),
  ),
)
/** The sets in a list, by their new names. */
function inList(rest: string, at: number): string {
  return at === Object.keys(sets).indexOf('list:set') ? rest.replace(/^([xy])(?= |$)/, `$1${at}`) : rest
}

describe('all sets together', () => {
  test('have the sizes that ipset list tells, the header-only listing alike, and indexes by which the kernel knows them', async () => {
    try {
      await restore(one, everything)
      const ours = await read(one)
      const theirs = inXml(await print(one, 'ipset', 'list', '-o', 'xml'))
      expect(theirs.length).toBe(ours.length)
      expect(
        ours.map(({ name, revision, options }) => ({
          name,
          memory: options.memory,
          references: options.references,
          elements: options.elementCount,
          revision,
        })),
      ).toEqual(theirs)
      using connection = connectionIn(one)
      const headers = readIpsetHeaders(connection)
      expect(headers).toEqual(ours.map(({ members: _, ...header }) => header))
      using indexes = openIn(one, openSetIndexes)
      expect(ours.map(({ name }) => indexes.indexOf(name))).toEqual(ours.map(({ index }) => index))
      expect(indexes.indexOf('nobody')).toBeNull()
      expect(new Set(ours.map(({ index }) => index)).size).toBe(ours.length)

      await print(one, 'ipset', 'add', 'a0', '10.0.9.9')
      expect(readIpsetHeaders(connection)).not.toEqual(headers)
      await print(one, 'ipset', 'del', 'a0', '10.0.9.9')
      expect(readIpsetHeaders(connection)).toEqual(headers)
    } finally {
      await clear(one)
    }
  })

  test('keep their indexes when they are renamed, and when two exchange what they hold', async () => {
    try {
      await restore(one, [
        'create p hash:ip',
        'add p 10.0.0.1',
        'create q hash:net',
        'add q 10.0.0.0/8',
        'create r hash:ip',
      ])
      const kept = async (): Promise<object> =>
        Object.fromEntries((await read(one)).map(({ name, index, type }) => [name, [index, type]]))
      expect(await kept()).toEqual({ p: [0, 'hash:ip'], q: [1, 'hash:net'], r: [2, 'hash:ip'] })
      await print(one, 'ipset', 'rename', 'p', 's')
      await print(one, 'ipset', 'swap', 's', 'r')
      expect(await kept()).toEqual({ s: [0, 'hash:ip'], q: [1, 'hash:net'], r: [2, 'hash:ip'] })
      const holding = (await read(one)).filter(({ members }) => members[0]?.address === '10.0.0.1')
      expect(holding.map(({ name, index }) => [name, index])).toEqual([['r', 2]])
    } finally {
      await clear(one)
    }
  })

  test('of an empty namespace are none', async () => {
    expect(await read(one)).toEqual([])
  })
})

/** The messages of all sets, unread. */
const receive = (connection: NetlinkConnection): Promise<unknown> => {
  const { name, types } = ipsetListing
  const attributes = [protocolAttribute(7)]
  return connection.dumpInTurns({ name, types, header: nfgenmsgBytes(0), attributes, visit: () => true }, new Turns())
}

describe('a set of 10,000 members', () => {
  const addresses = Array.from({ length: 10_000 }, (_, i) => `10.${i % 7}.${i >> 8}.${i & 255}`)

  test('comes whole, in many messages, at a small multiple of the cost of receiving it', async () => {
    try {
      await restore(one, ['create big hash:ip', ...addresses.map((address) => `add big ${address}`)])
      const [set] = await read(one)
      expect(new Set(set?.members.map(({ address }) => address))).toEqual(new Set(addresses))
      using connection = connectionIn(one)
      const some = await readIpsets(connection, new Turns(), { mostMembers: 100 })
      expect(some.sets[0]?.members.length).toBe(100)
      expect(some.sets[0]?.membersLeftOut).toBe(9_900)
      // Alone on a machine it is 2.3 times as much.
      const decode = (): Promise<unknown> => readIpsets(connection, new Turns())
      expect(await cpuRatio(decode, () => receive(connection), 6, { times: 4 })).toBeLessThan(6)
    } finally {
      await clear(one)
    }
  })
})
