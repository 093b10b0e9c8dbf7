import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Nftables, readNftables } from '../../collectors/netfilter/nftables/read-nftables.ts'
import { readRuleCounters } from '../../collectors/netfilter/nftables/read-rule-counters.ts'
import type { NftChain, NftTable } from '../../collectors/netfilter/nftables/record.ts'
import type { NetlinkConnection } from '../../collectors/netlink/connection.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { connectionIn } from '../netfilter/conntrack/connection-in.ts'
import { debugBlocks, printedBlocks } from '../netfilter/nftables/debug-lines.ts'
import { printedLines, recordLines } from '../netfilter/nftables/printed-ruleset.ts'
import { everything } from '../netfilter/nftables/rulesets.ts'
import { print } from './print.ts'

let lab: Lab
let space: Space
let connection: NetlinkConnection

beforeAll(async () => {
  lab = await openLab()
  const [first] = (await lab.manyNamespaces(1, 'rules')).containers
  if (first === undefined) throw new Error('the lab made no namespace')
  space = first
  connection = connectionIn(space)
})

afterAll(async () => {
  connection[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const feed = async (argv: readonly string[], input: string): Promise<void> => {
  const { status, stderr } = await space.exec(argv, { input })
  if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr} in\n${input}`)
}
const load = (ruleset: string): Promise<void> => feed(['nft', '-f', '-'], `flush ruleset\n${ruleset}`)

const read = (): Nftables => {
  const reading = readNftables(connection)
  expect(reading.malformed).toEqual([])
  expect(reading.interrupted).toBe(false)
  return reading
}

/** What nft prints of the kernel's own messages, expression by expression. */
const expectBytecode = async (): Promise<number> => {
  const printed = printedBlocks(await print(space, 'nft', '--debug=netlink', 'list', 'ruleset'))
  const ours = debugBlocks(read().tables)
  expect([...ours].sort()).toEqual([...printed].sort())
  return ours.length
}

const expectListed = async (): Promise<void> => {
  const printed = printedLines(await print(space, 'nft', '-j', '-a', 'list', 'ruleset'))
  expect(recordLines(read().tables)).toEqual(printed)
}

const tableOf = ({ tables }: Nftables, family: string): NftTable => {
  const found = tables.find((table) => table.family === family)
  if (found === undefined) throw new Error(`no table of family ${family}`)
  return found
}
const chainOf = (table: NftTable, name: string): NftChain => {
  const found = table.chains.find((chain) => chain.name === name)
  if (found === undefined) throw new Error(`no chain ${name}`)
  return found
}

describe('a ruleset of every expression and set', () => {
  beforeAll(() => load(everything()))

  test('has the expressions and elements that nft reads, one by one', async () => {
    expect(await expectBytecode()).toBeGreaterThan(110)
  })

  test('has the tables, chains, sets, objects, handles and counters that nft lists', expectListed)

  test('has what nft notes for itself', () => {
    const inet = tableOf(read(), 'inet')
    expect(inet.comment).toBe('whose table')
    expect(chainOf(inet, 'u').comment).toBe('a chain')
    const set = (name: string): object | undefined => inet.sets.find((one) => one.name === name)
    expect(set('ranges')).toMatchObject({ mergeElements: true, keyByteorder: 'big' })
    expect(set('pairs')).toMatchObject({ keyTypeof: expect.stringMatching(/^[0-9a-f]{20,}$/), fieldLengths: [4, 2] })
    expect(set('decide')).toMatchObject({
      dataType: 0xffff_ff00,
      elements: expect.arrayContaining([{ catchall: true, data: { verdict: 'drop' } }]),
    })
  })

  test('has the devices of chains', () => {
    const { chains } = tableOf(read(), 'netdev')
    expect(chains.map(({ base }) => base?.devices)).toEqual([undefined, ['lo'], ['lo']])
    expect(tableOf(read(), 'inet').chains.find(({ base }) => base?.hook === 'ingress')?.base?.devices).toEqual(['lo'])
  })

  test('keeps what is unknown to a minimum: nothing of it is', () => {
    const text = JSON.stringify(read().tables, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(text).not.toContain('"unknown"')
    expect(text).not.toContain('"otherUserdata"')
    expect(text).not.toContain('"kind":"other"')
  })

  test('is not read again until a program changes it', async () => {
    const before = readNftables(connection)
    expect(readNftables(connection, before)).toBe(before)
    await feed(['nft', '-f', '-'], 'add rule inet t u counter packets 11 bytes 12')
    const after = readNftables(connection, before)
    expect(after.generation).toBe(before.generation + 1)
    expect(chainOf(tableOf(after, 'inet'), 'u').rules).toMatchObject([
      { expressions: [{ kind: 'counter', packets: 11, bytes: 12 }] },
    ])
    expect(after.tables.every(({ generation }) => generation === after.generation)).toBe(true)
  })

  test('has its counters alone, by handle, for one table', () => {
    const { tables } = read()
    for (const table of tables) {
      const counters = readRuleCounters(connection, { family: table.family, table: table.name })
      const expected = table.chains.flatMap(({ rules }) =>
        rules.flatMap(({ handle, expressions }) => {
          const last = expressions.findLast(({ kind }) => kind === 'counter')
          return last?.kind === 'counter' ? [[handle, { packets: last.packets, bytes: last.bytes }] as const] : []
        }),
      )
      expect([...counters].sort()).toEqual(expected.sort())
    }
    expect(readRuleCounters(connection, { family: 'inet', table: 't' }).size).toBeGreaterThan(2)
    expect(readRuleCounters(connection, { family: 'inet', table: 'none' }).size).toBe(0)
  })
})

describe('a ruleset of iptables-nft', () => {
  const rules = `*filter
:INPUT DROP [5:300]
:DOCKER - [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j DOCKER
-A FORWARD -m comment --comment "say \\"why\\"" -m addrtype --dst-type LOCAL -j DROP
-A FORWARD -m mark --mark 0x1/0xff -m multiport -p udp --dports 1,2:3 -g DOCKER
-A OUTPUT -p icmp -m limit --limit 5/min -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -o eth+ -f -m statistic --mode random --probability 0.5 -j LOG --log-prefix "out: "
-A DOCKER -s 10.0.0.0/24 -p tcp --tcp-flags SYN,ACK SYN -j RETURN
COMMIT
*nat
-A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
COMMIT
`

  beforeAll(async () => {
    await load('')
    await feed(['iptables-nft-restore', '--counters'], rules)
    await feed(['ip6tables-nft-restore'], '*filter\n-A INPUT -p ipv6-icmp --icmpv6-type 128 -j ACCEPT\nCOMMIT\n')
    await print(space, 'arptables-nft', '-A', 'INPUT', '-s', '10.0.0.1', '-j', 'DROP')
    await print(space, 'ebtables-nft', '-A', 'FORWARD', '-p', 'IPv4', '--ip-src', '10.0.0.1', '-j', 'DROP')
  })

  test('has the expressions that nft reads, one by one', async () => {
    expect(await expectBytecode()).toBeGreaterThanOrEqual(11)
  })

  test('has the matches and targets of each family', () => {
    const { tables } = read()
    expect(tables.map(({ family, name }) => `${family} ${name}`)).toEqual([
      'ip filter',
      'ip nat',
      'ip6 filter',
      'arp filter',
      'bridge filter',
    ])
    const expressions = tables.flatMap(({ chains }) =>
      chains.flatMap(({ rules: all }) => all.flatMap((one) => one.expressions)),
    )
    const used = [
      ...expressions.flatMap((one): string[] => (one.kind === 'match' ? [one.match.kind] : [])),
      ...expressions.flatMap((one): string[] => (one.kind === 'target' ? [one.target.kind] : [])),
    ]
    expect(used.length).toBeGreaterThan(8)
    expect(used).not.toContain('other')
  })

  test('packets count in it', async () => {
    expect(chainOf(tableOf(read(), 'ip'), 'INPUT').base).toMatchObject({
      hook: 'input',
      priority: 0,
      policy: 'drop',
      packets: 5,
      bytes: 300,
    })
    const { handle } = chainOf(tableOf(read(), 'ip'), 'OUTPUT').rules[0] ?? {}
    await feed(['nft', '-f', '-'], 'insert rule ip filter OUTPUT counter')
    await print(space, 'ip', 'link', 'set', 'lo', 'up')
    await print(space, 'bash', '-c', 'echo hello > /dev/udp/127.0.0.1/9')
    const counters = readRuleCounters(connection, { family: 'ip', table: 'filter' })
    const newest = Math.max(...[...counters.keys()].map(Number))
    expect(newest).toBeGreaterThan(Number(handle))
    expect(Number(counters.get(newest)?.packets)).toBeGreaterThan(0)
  })
})

test('names are any bytes, and two that look alike stay two', async () => {
  await load('')
  const names = ['caf\\303\\251', 'bad\\377', 'bad\\\\xff']
  for (const [at, name] of names.entries()) {
    const script = `n=$(printf '${name}'); iptables-nft -N "$n" && iptables-nft -A "$n" -p ${at + 100} -j ACCEPT`
    await print(space, 'sh', '-c', script)
  }
  const { chains } = tableOf(read(), 'ip')
  const own = chains.filter(({ base }) => base === null)
  expect(own.map(({ name }) => name)).toEqual(['café', 'bad\\xff', 'bad\\xff'])
  const protocolOf = ({ rules }: NftChain): unknown =>
    rules.map(({ expressions }) => expressions.find(({ kind }) => kind === 'cmp'))
  expect(own.map(protocolOf)).toMatchObject([[{ data: '64' }], [{ data: '65' }], [{ data: '66' }]])
})

test('a namespace without rules has none', async () => {
  await load('')
  expect(read().tables).toEqual([])
})
