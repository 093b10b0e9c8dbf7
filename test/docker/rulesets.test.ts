import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FirewallRule, Ruleset } from '../../agent/firewall/ruleset/record.ts'
import { viewOf } from '../../agent/live/view.ts'
import { dockerAddress } from '../../collectors/containers/docker-address.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { UsageReader } from '../../collectors/usage.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import { rulesText } from '../../exporters/formats/rules/text.ts'
import { rulesetsOf } from '../../exporters/reading/rulesets.ts'
import { savedLines } from '../kernel/iptables-compared.ts'
import { namespaceAt, takeAtHost } from '../kernel/look-at.ts'
import { type DockerContainer, type DockerHost, type Lab, openLab, type Space } from '../lab/lab.ts'
import { savedTables } from '../rulesets/corpus.ts'
import { dockerSettings } from '../rulesets/docker-settings.ts'
import { heldRules, ourLines } from '../rulesets/held-rules.ts'

let lab: Lab
let every: DockerHost
let six: DockerHost
let world: Space

const start = async (name: string, uplink: boolean): Promise<DockerHost> => {
  const setting = dockerSettings.find((one) => one.name === name)
  if (setting === undefined) throw new Error(`there is no setting ${name}`)
  const host = await lab.dockerHost({ name, uplink, args: setting.args })
  for (const command of setting.commands) await host.cli(...command)
  return host
}

beforeAll(async () => {
  lab = await openLab()
  ;[every, six] = await Promise.all([start('networks', false), start('ipv6', true)])
  if (six.world === undefined) throw new Error('the host has no uplink')
  world = six.world
  await six.cli('exec', '-d', 'web', 'httpd', '-p', '80', '-h', '/www')
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const tools = ['iptables-save', 'ip6tables-save']

type Place = Pick<DockerContainer, 'exec' | 'path'>

const saved = async ({ exec }: Place, tool: string): Promise<readonly string[]> => {
  const { status, stdout, stderr } = await exec([tool, '-c'])
  if (status !== 0) throw new Error(`${tool}: ${stderr}`)
  return savedLines(stdout)
}

const savedAll = async (place: Place): Promise<readonly string[]> =>
  (await Promise.all(tools.map((tool) => saved(place, tool)))).flat()

/** Ours and theirs of a moment at which nothing was counted. */
const still = async <T>(place: Place, read: () => Promise<T>): Promise<{ ours: T; theirs: readonly string[] }> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const theirs = await savedAll(place)
    const ours = await read()
    if ((await savedAll(place)).join('\n') === theirs.join('\n')) return { ours, theirs }
  }
  throw new Error('packets never stopped')
}

const expectSaved = async (place: Place): Promise<readonly string[]> => {
  const { ours, theirs } = await still(place, () => heldRules(place))
  expect(ourLines(ours)).toEqual(theirs)
  return theirs
}

const fetchFrom = async (place: Pick<Space, 'exec'>, address: string): Promise<string> => {
  const script = `exec 3<>/dev/tcp/${address}/8080; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`
  return (await place.exec(['timeout', '5', 'bash', '-c', script])).stdout
}

const docker = (host: DockerHost) => dockerAddress({ option: host.dockerHost, environment: {}, home: '/' })

const rulesetAt = (snapshot: Snapshot, place: { readonly inode: number }, usage: Usage | null = null): Ruleset => {
  const [ruleset] = rulesetsOf(viewOf(snapshot, usage), [namespaceAt(snapshot, place)])
  if (ruleset === undefined) throw new Error('no ruleset')
  return ruleset
}

const look = async (host: DockerHost): Promise<Ruleset> => {
  using kernel = await KernelReader.open()
  return rulesetAt((await takeAtHost({ docker: docker(host) }, kernel)).snapshot, host)
}

interface Located {
  readonly table: string
  readonly chain: string
  readonly rule: FirewallRule
  /** Whose it is, in the end. */
  readonly writer: string | null
}

const rulesIn = ({ tables }: Ruleset): readonly Located[] =>
  tables.flatMap(({ family, name, writer: owner, chains }) =>
    chains.flatMap(({ name: chain, writer, rules }) =>
      rules.map((rule) => ({ table: `${family} ${name}`, chain, rule, writer: rule.writer ?? writer ?? owner })),
    ),
  )

/** `-A DOCKER …` with its counters, as the save programs write it. */
const lineOf = ({ chain, rule: { packets, bytes, text } }: Located): string =>
  `[${packets}:${bytes}] -A ${chain} ${text}`.trimEnd()

describe('the rules of a real engine', () => {
  test('in every option of networks and ports is told as iptables-save tells it', async () => {
    const theirs = await expectSaved(every)
    expect(theirs.filter((line) => line.includes('-A ')).length).toBeGreaterThan(70)
    expect(await saved(every, 'ip6tables-save')).toEqual([])
  })

  test('IPv6 with ip6tables is told as both programs tell it', async () => {
    const theirs = await expectSaved(six)
    expect(theirs.filter((line) => line.includes('--to-destination [fd00:18::2]:')).length).toBe(2)
  })

  test.each(['web', 'hidden', 'plain'])(
    "inside container %s: Docker's own DNS, where its network has that",
    async (name) => {
      const theirs = await expectSaved(await every.container(name))
      expect(theirs.filter((line) => line.includes('-A DOCKER_OUTPUT -d 127.0.0.11/32')).length).toBe(
        name === 'plain' ? 0 : 2,
      )
    },
  )

  test('is what the corpus has recorded; else: node test/rulesets/record-docker.ts', async () => {
    const lines = (text: string): readonly string[] =>
      savedLines(text)
        .map((line) => line.replace(/^\[\d+:\d+\] /, '').replace(/ \[\d+:\d+\]$/, ''))
        .toSorted()
    const recorded = [
      [every, 'ipv4', 'iptables-save'],
      [six, 'ipv4', 'iptables-save'],
      [six, 'ipv6', 'ip6tables-save'],
    ] as const
    for (const [host, family, tool] of recorded) {
      const file = new URL(`../rulesets/iptables/docker-${host.name}.${family}.rules`, import.meta.url)
      expect(lines((await host.exec([tool])).stdout)).toEqual(lines(readFileSync(file, 'utf8')))
    }
  })

  test('is all of Docker, with a meaning for what its networks and containers have', async () => {
    const ruleset = await look(every)
    expect(ruleset.mixed).toBe(false)
    const rules = rulesIn(ruleset)
    expect(rules.filter(({ writer }) => writer !== 'Docker').map(lineOf)).toEqual([])
    expect(rules.filter(({ rule }) => rule.effect === 'other').map(lineOf)).toEqual([])
    const meanings = rules.map(({ rule }) => rule.meaning)
    for (const words of [
      'published port 8080/tcp of web, to 192.0.2.2:80',
      'published port 8081/tcp on 127.0.0.1 of web, to 192.0.2.2:81',
      'published port 9090/udp of web, to 192.0.2.2:90',
      'lets in to port 444/tcp of apart',
      'containers of network noicc may not reach each other',
      'from outside into internal network inner',
    ])
      expect(meanings).toContain(words)
  })
})

describe('packets', () => {
  test('are counted at the rules that they pass, as the save programs count them, and newest counters need no new look', async () => {
    using kernel = await KernelReader.open()
    await using counters = new UsageReader({ kernel, paths: hostPaths('/'), reads: new Set(['rules']) })
    const taken = await takeAtHost({ docker: docker(six) }, kernel)
    counters.follow(taken)
    const before = rulesIn(rulesetAt(taken.snapshot, six))
    expect(await fetchFrom(world, '198.51.100.2')).toContain('hello')
    expect(await fetchFrom(world, '2001:db8:ffff::2')).toContain('hello')
    // From one network to a container of another.
    await expect(six.cli('exec', 'plain', 'ping', '-c', '2', '-W', '1', '192.0.2.2')).rejects.toThrow('status 1')
    const { ours, theirs } = await still(six, () => counters.read())
    const after = rulesIn(rulesetAt(taken.snapshot, six, ours))
    expect(after.map(lineOf).toSorted()).toEqual(theirs.filter((line) => line.includes(' -A ')).toSorted())
    const grown = (table: string, text: string): number | bigint => {
      const packetsIn = (list: readonly Located[]) =>
        list.find(({ table: own, rule }) => own === table && rule.text === text)?.rule.packets ?? -1
      return Number(packetsIn(after)) - Number(packetsIn(before))
    }
    expect(grown('ip nat', '! -i six -p tcp -m tcp --dport 8080 -j DNAT --to-destination 192.0.2.2:80')).toBe(1)
    expect(grown('ip6 nat', '! -i six -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00:18::2]:80')).toBe(1)
    expect(grown('ip filter', '-d 192.0.2.2/32 ! -i six -o six -p tcp -m tcp --dport 80 -j ACCEPT')).toBeGreaterThan(0)
    expect(grown('ip6 filter', '-d fd00:18::2/128 ! -i six -o six -p tcp -m tcp --dport 80 -j ACCEPT')).toBeGreaterThan(
      0,
    )
    expect(grown('ip filter', '-o six -j DROP')).toBe(2)
    expect(grown('ip filter', '-o docker0 -j DROP')).toBe(0)
  })

  test("to Docker's own DNS are counted inside the container", async () => {
    const web = await six.container('web')
    // Nobody answers beyond; the query itself is what counts.
    await six.cli('exec', 'web', 'nslookup', 'web').catch(() => '')
    const theirs = await expectSaved(web)
    const [table] = savedTables(theirs)
    const queries = table?.rules.find(({ text }) =>
      text.startsWith('-d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT'),
    )
    expect(queries?.packets).toBeGreaterThan(0)
  })
})

test("an operator's rules are told from Docker's, and legacy rules beside those of nf_tables as mixed", async () => {
  const run = async (...argv: readonly string[]): Promise<void> => {
    const { status, stderr } = await six.exec(argv)
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`)
  }
  await run('iptables', '-I', 'DOCKER-USER', '-s', '203.0.113.7', '-j', 'DROP')
  await run('iptables', '-A', 'INPUT', '-i', 'uplink0', '-p', 'tcp', '--dport', '22', '-j', 'ACCEPT')
  const own = ({ tables, ...more }: Ruleset): readonly string[] =>
    rulesIn({ tables, ...more })
      .filter(({ writer }) => writer !== 'Docker')
      .map(({ chain, writer, rule }) => `${writer}: ${chain} ${rule.text}`)
      .toSorted()
  const users = [
    'user: DOCKER-USER -s 203.0.113.7/32 -j DROP',
    'user: INPUT -i uplink0 -p tcp -m tcp --dport 22 -j ACCEPT',
  ]
  const before = await look(six)
  expect(own(before)).toEqual(users)
  expect(before.mixed).toBe(false)
  expect(new Set(before.tables.map(({ backend }) => backend))).toEqual(new Set(['iptables-nft']))
  await expectSaved(six)

  await run('iptables-legacy', '-A', 'FORWARD', '-s', '203.0.113.9', '-j', 'DROP')
  const after = await look(six)
  expect(after.mixed).toBe(true)
  expect(own(after)).toEqual([...users, 'user: FORWARD -s 203.0.113.9/32 -j DROP'].toSorted())
  expect(rulesText([after], { color: false })).toContain('iptables-legacy and nf_tables both hold rules here')
  const held = await heldRules(six)
  const legacy = await saved(six, 'iptables-legacy-save')
  expect(ourLines(held).slice(-legacy.length)).toEqual(legacy)
})
