import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CollectorName, collectors } from '../../collectors/index.ts'
import { type KernelOptions, KernelReader, type KernelReading } from '../../collectors/kernel.ts'
import { Runs } from '../../collectors/runs.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, type ManyNamespaces, openLab } from '../lab/lab.ts'
import { runDirectory } from '../lab/run.ts'
import { linesOf } from './looks-compared.ts'
import { freshSeed, type Random, randomFrom } from './random.ts'

let lab: Lab
let many: ManyNamespaces
let options: KernelOptions

beforeAll(async () => {
  lab = await openLab()
  many = await lab.manyNamespaces(8)
  const directory = join(runDirectory(lab.runId), 'partial')
  const [proc, names] = [join(directory, 'proc'), join(directory, 'names')]
  for (const folder of [proc, names]) mkdirSync(folder, { recursive: true })
  for (const name of ['sys', '1', 'modules'])
    symlinkSync(name === '1' ? `/proc/${process.pid}` : `/proc/${name}`, join(proc, name))
  for (const { netns, path } of [many.host, ...many.containers]) symlinkSync(path, join(names, netns))
  const paths = { root: '/', proc, sys: '/sys', run: directory }
  options = { paths, folders: [names], thorough: false, flows: false }
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const bursts = Number(process.env['NETLOUPE_BURSTS'] ?? 12)

/** Kinds of which events tell. */
const told = (Object.keys(collectors) as CollectorName[]).filter(
  (kind) => !['neighbours', 'fdb', 'sysctls', 'xtables', 'ipsets', 'sockets', 'programs', 'flows'].includes(kind),
)

const spaces = () => [many.host, ...many.containers]

/** One line of a shell inside one of the namespaces. */
const change = (random: Random, step: number): { readonly netns: string; readonly line: string } => {
  const inside = random.of(many.containers).netns
  const host = many.host.netns
  const name = `x${random.below(4)}`
  const octet = random.below(200)
  return random.of([
    { netns: inside, line: `ip addr add 10.9.${octet}.1/24 dev eth0` },
    { netns: inside, line: `ip addr flush dev eth0 scope global; ip addr add 10.64.9.${octet}/16 dev eth0` },
    { netns: inside, line: `ip link set eth0 mtu ${1300 + octet}` },
    { netns: inside, line: 'ip link set eth0 down' },
    { netns: inside, line: 'ip link set eth0 up' },
    { netns: inside, line: `ip route add blackhole 198.51.${octet}.0/24` },
    { netns: inside, line: `ip -6 route add unreachable 2001:db8:${octet}::/48` },
    { netns: inside, line: `ip rule add to 198.51.${octet}.0/24 lookup 7` },
    { netns: inside, line: 'ip rule del lookup 7' },
    { netns: inside, line: `nft add table inet t${octet}` },
    {
      netns: inside,
      line: `nft add table ip t; nft add chain ip t c '{ type filter hook input priority 0; }'; nft add rule ip t c tcp dport ${octet + 1} drop`,
    },
    { netns: inside, line: 'nft flush ruleset' },
    { netns: inside, line: `iptables -A INPUT -s 192.0.2.${octet} -j DROP` },
    { netns: inside, line: `ip link add ${name} type dummy; ip link set ${name} up` },
    { netns: inside, line: `ip link add ${name} type bridge; ip link set ${name} up; ip link set eth0 master ${name}` },
    { netns: inside, line: `ip link del ${name}` },
    {
      netns: inside,
      line: `ip link add ${name} type veth peer name y${step} netns ${random.of(many.containers).netns}`,
    },
    { netns: inside, line: `ip link set ${name} netns ${random.of(spaces()).netns}` },
    { netns: inside, line: `ip link add link eth0 name ${name} type macvlan` },
    { netns: inside, line: `ip nexthop add id ${octet + 1} dev eth0` },
    {
      netns: inside,
      line: `ip nexthop add id ${octet + 1} blackhole; ip route add 203.0.${octet}.0/24 nhid ${octet + 1}`,
    },
    { netns: inside, line: 'ip nexthop flush' },
    { netns: inside, line: `sysctl -q -w net.ipv4.conf.eth0.rp_filter=${octet % 3}` },
    { netns: host, line: `bridge fdb add 02:00:00:00:00:${(octet % 80) + 10} dev br0 self` },
    { netns: host, line: `ip link set br0 type bridge ageing_time ${octet + 1}00` },
    { netns: host, line: `ip addr add 10.8.${octet}.1/24 dev br0` },
    {
      netns: host,
      line: `ip link add ${name} type veth peer name z${step} netns ${inside}; ip link set ${name} master br0 up`,
    },
    { netns: host, line: `ip link del ${name}` },
  ])
}

const run = async (lines: readonly { readonly netns: string; readonly line: string }[]): Promise<void> => {
  const script = lines.map(({ netns, line }) => `ip netns exec ${netns} sh -c ${quoted(line)}`).join('\n')
  await execute(['sh', '-c', `exec >/dev/null 2>&1\n${script}\ntrue`], { environment: many.host.run.environment })
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Looks as an agent does: at what is stale, and at everything when that is not enough. */
const follow = async (reader: KernelReader, runs: Runs): Promise<KernelReading> => {
  const again = await reader.readStale(options, runs)
  return again === null || again.namespaces ? await reader.read({ ...options, onlyTold: true }, runs) : again.kernel
}

const fresh = async (): Promise<KernelReading> => {
  using reader = await KernelReader.open()
  return await reader.read({ ...options, thorough: true }, new Runs())
}

/** Of the namespaces of this lab: others come and go. */
const labIds = ({ namespaces }: KernelReading): Set<string> => {
  const inodes = new Set(spaces().map(({ inode }) => inode))
  return new Set(namespaces.flatMap(({ id, inode }) => (inodes.has(inode ?? 0) ? [id] : [])))
}

test('after any changes, what is read of the stale and what was kept of the rest is what a fresh look finds', async () => {
  const seed = freshSeed()
  const random = randomFrom(seed)
  using reader = await KernelReader.open({ events: true })
  const runs = new Runs()
  await reader.read({ ...options, thorough: true }, runs)
  for (let burst = 0; burst < bursts; burst++) {
    const changes = Array.from({ length: 1 + random.below(4) }, (_, at) => change(random, burst * 10 + at))
    await run(changes)
    let reading = await follow(reader, runs)
    // Duplicate address detection and carriers go on for a while: both looks have to see the same moment.
    let [left, right] = [['left'], ['right']]
    let truth = await fresh()
    for (let attempt = 0; attempt < 20 && left.join() !== right.join(); attempt++) {
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 100))
      if (attempt > 0) reading = await follow(reader, runs)
      truth = await fresh()
      const ids = labIds(truth)
      left = linesOf(reading, told, ids)
      right = linesOf(truth, told, ids)
    }
    const wrong = left.filter((line) => !right.includes(line))
    const missing = right.filter((line) => !left.includes(line))
    expect({ wrong, missing }, `seed ${seed}: ${JSON.stringify(changes)}`).toEqual({ wrong: [], missing: [] })
  }
  const everything = await reader.read(options, runs)
  const truth = await fresh()
  const also = [...told, 'fdb', 'sysctls', 'xtables', 'sockets'] as const
  expect(linesOf(everything, also, labIds(truth)), `seed ${seed}`).toEqual(linesOf(truth, also, labIds(truth)))
}, 120_000)

describe('one change', () => {
  const address = (octet: number) => ({
    netns: many.containers[3]?.netns ?? '',
    line: `ip addr add 10.7.${octet}.1/24 dev eth0`,
  })

  test('wakes the reader, and leaves everything else the same objects', async () => {
    using reader = await KernelReader.open({ events: true })
    const runs = new Runs()
    const woken = { times: 0 }
    reader.events?.onEvent(() => void woken.times++)
    // A thorough look would find other labs, which come and go on this machine.
    await reader.read(options, runs)
    for (let octet = 0; ; octet++) {
      const before = await reader.read(options, runs)
      woken.times = 0
      await run([address(octet)])
      await expect.poll(() => woken.times, { timeout: 10_000, interval: 1 }).toBeGreaterThan(0)
      const after = await reader.readStale(options, runs)
      if ((after === null || after.namespaces) && octet < 50) continue
      const { records } = after?.kernel ?? before
      expect(records.addresses.length).toBe(before.records.addresses.length + 1)
      const same = new Set<object>(before.records.addresses)
      expect(records.addresses.filter((record) => !same.has(record)).length).toBeLessThan(6)
      for (const kind of ['links', 'rules', 'nftables', 'sysctls', 'sockets'] as const)
        expect(records[kind], kind).toBe(before.records[kind])
      return
    }
  })

  test('is counted as missed when only a look at everything finds it', async () => {
    using reader = await KernelReader.open({ events: true })
    const thorough = { ...options, thorough: true }
    const runs = new Runs()
    await reader.read(thorough, runs)
    await run([address(100)])
    await reader.read(thorough, runs)
    // Others come and go on this machine: their changes are told of, too.
    const before = reader.missedChanges
    await run([address(101)])
    await expect
      .poll(() => reader.events?.take().byNumber.size ?? 0, { timeout: 10_000, interval: 1 })
      .toBeGreaterThan(0)
    await reader.read(thorough, runs)
    // The address and its routes.
    expect(reader.missedChanges).toBeGreaterThanOrEqual(before + 2)
  })

  test('keeps no namespace from going, nor its other end', async () => {
    using reader = await KernelReader.open({ events: true })
    const runs = new Runs()
    const netns = `${lab.runId}-short`
    await execute(['ip', 'netns', 'add', netns], { environment: many.host.run.environment })
    await run([{ netns: many.host.netns, line: `ip link add short0 type veth peer name eth0 netns ${netns}` }])
    await reader.read({ ...options, thorough: true }, runs)
    await run([{ netns, line: 'ip link set eth0 up; ip addr add 10.6.0.1/24 dev eth0; nft add table ip t' }])
    await follow(reader, runs)
    await execute(['ip', 'netns', 'del', netns], { environment: many.host.run.environment })
    const isThere = async (): Promise<boolean> => (await many.host.exec(['ip', 'link', 'show', 'short0'])).status === 0
    await expect.poll(isThere, { timeout: 10_000, interval: 20 }).toBe(false)
    await expect
      .poll(async () => (await follow(reader, runs)).records.links.some(({ name }) => name === 'short0'), {
        timeout: 10_000,
      })
      .toBe(false)
  })
})
