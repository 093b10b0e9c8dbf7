import { execFileSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Context, Matched } from '../../../agent/reachability/netfilter/context.ts'
import { compileMatch } from '../../../agent/reachability/netfilter/xtables/matches/index.ts'
import { ipv6Transport } from '../../../agent/reachability/netfilter/xtables/matches/ipv6-headers.ts'
import { macBytes } from '../../../agent/reachability/packet/address-bytes.ts'
import { packetOf } from '../../../agent/reachability/packet/layout.ts'
import { ETH_P_IP, type Packet } from '../../../agent/reachability/packet/packet.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import type { XtRule, XtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { readLegacyCountersAt } from '../../kernel/iptables-compared.ts'
import { lookAtHost, namespaceAt } from '../../kernel/look-at.ts'
import { print } from '../../kernel/print.ts'
import type { Lab, Space as LabSpace } from '../../lab/lab.ts'
import { runDirectory } from '../../lab/run.ts'
import { madeTrial } from '../netfilter/made-space.ts'
import type { RandomFrame } from './random-frames.ts'

/** A namespace that gets frames, whose rules count what they match. */
export interface Judge {
  readonly place: LabSpace
  readonly put: (frame: RandomFrame) => Promise<void>
  readonly close: () => void
}

const device = 'in0'
export const hostMac = '02:00:00:00:0a:01'
const destinations = { host: hostMac, broadcast: 'ff:ff:ff:ff:ff:ff', multicast: '01:00:5e:00:00:05' } as const

export const openJudge = async (lab: Lab, name: string): Promise<Judge> => {
  const program = `${runDirectory(lab.runId)}/put-frames`
  execFileSync('gcc', ['-o', program, fileURLToPath(new URL('put-frames.c', import.meta.url))])
  const { containers } = await lab.manyNamespaces(2, name)
  const [place, far] = containers
  if (place === undefined || far === undefined) throw new Error('the lab made no namespaces')
  await print(far, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv6.conf.default.disable_ipv6=1')
  await print(place, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=0', 'net.ipv6.conf.default.disable_ipv6=0')
  const lines = [
    'link delete eth0',
    'link set lo up',
    `link add ${device} address ${hostMac} type veth peer name out0 netns ${far.netns}`,
    `link set ${device} up arp off addrgenmode none group 7`,
    `address add 10.9.0.1/24 dev ${device}`,
    'address add 10.20.0.1/32 dev lo',
    `address add fd09::1/64 dev ${device} nodad`,
    'address add fd20::1/128 dev lo nodad',
    'link add other0 type veth peer name other1',
    'link set other0 up',
    'link set other1 up',
    `route add 192.168.5.0/24 dev ${device}`,
    'route add 10.10.0.0/16 dev other0',
    'route add 172.16.0.0/16 via 10.9.0.9',
    'route add unreachable 203.0.113.0/24',
    '-6 route add fd0a::/16 dev other0',
    '-6 route add unreachable 2001:db8:1::/48',
    '',
  ]
  const own = await place.exec(['ip', '-batch', '-'], {
    input: lines.filter((line) => !line.startsWith('-6')).join('\n'),
  })
  const six = lines.filter((line) => line.startsWith('-6')).map((line) => line.slice(3))
  const own6 = await place.exec(['ip', '-6', '-batch', '-'], { input: [...six, ''].join('\n') })
  const other = await far.exec(['ip', 'link', 'set', 'out0', 'up'])
  if (own.status !== 0 || own6.status !== 0 || other.status !== 0)
    throw new Error(own.stderr + own6.stderr + other.stderr)

  const child = far.start([program, far.path, 'out0'])
  if (child.stdin === null || child.stdout === null) throw new Error('the program has no pipes')
  const { stdin } = child
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]()
  await answers.next()
  return {
    place,
    put: async ({ etherType, bytes, source, to }) => {
      const header = [...macBytes(destinations[to]), ...macBytes(source), etherType >>> 8, etherType & 0xff]
      stdin.write(`${Buffer.from([...header, ...bytes]).toString('hex')}\n`)
      if ((await answers.next()).done === true) throw new Error('the program that puts frames ended')
    },
    close: () => void stdin.end(),
  }
}

/** How many rules stand before those that are asked for: one lets go what comes in elsewhere, one counts all others. */
export const rulesBefore = 2

/** Rules of a chain PREROUTING. */
export const loadRules = async (
  place: LabSpace,
  tool: string,
  table: string,
  rules: readonly string[],
): Promise<void> => {
  const lines = [
    `*${table}`,
    `-A PREROUTING ! -i ${device} -j ACCEPT`,
    '-A PREROUTING',
    ...rules.map((rule) => `-A PREROUTING ${rule}`),
    'COMMIT',
    '',
  ]
  const { status, stderr } = await place.exec([`${tool}-restore`], { input: lines.join('\n') })
  if (status !== 0) {
    const number = Number(/line:? (\d+)/.exec(stderr)?.[1] ?? 0)
    throw new Error(`${stderr}${lines[number - 1] ?? ''}`)
  }
}

export interface Seen {
  readonly scene: Scene
  readonly space: Space
}

export const lookAt = async (place: LabSpace): Promise<Seen> => {
  const snapshot = await lookAtHost()
  const scene = sceneOf(snapshot)
  const space = scene.space(namespaceAt(snapshot, place).id)
  if (space === undefined) throw new Error('the scene has not the namespace')
  return { scene, space }
}

export const rulesIn = (space: Space, family: 'ipv4' | 'ipv6', table: string): readonly XtRule[] => {
  const found = space.xtables.find((one): one is XtTable => one.family === family && one.name === table)
  return found?.chains.find(({ name }) => name === 'PREROUTING')?.rules ?? []
}

/** What the counters of a chain PREROUTING say, by rule. */
export const countsAt = (place: LabSpace, family: 'ipv4' | 'ipv6', table: string): readonly number[] => {
  const found = readLegacyCountersAt(place.path).find((one) => one.family === family && one.name === table)
  const chain = found?.chains.find(({ name }) => name === 'PREROUTING')
  return (chain?.rules ?? []).map(({ packets }) => Number(packets))
}

/** The counters, as soon as so many packets have come; null where the kernel did not let the packet in. */
export const countsAfter = async (
  place: LabSpace,
  family: 'ipv4' | 'ipv6',
  table: string,
  packets: number,
): Promise<readonly number[] | null> => {
  for (let tries = 0; tries < 8; tries++) {
    const counts = countsAt(place, family, table)
    if ((counts[1] ?? 0) >= packets) return counts
    await setTimeout(tries)
  }
  return null
}

export const packetFrom = ({ etherType, bytes, source, to }: RandomFrame): Packet => {
  const packet = packetOf('frame', etherType, bytes.slice(), { link: { source, destination: destinations[to] } })
  packet.packetType = to
  // Headers that end before their length says so: the kernel goes on behind them.
  if (etherType !== ETH_P_IP) packet.protocol = Math.max(0, ipv6Transport(bytes).protocol)
  return packet
}

/** Where the packet is when the rules are asked. */
export const contextOf = ({ space }: Seen, packet: Packet, trial: Trial): Context => ({
  trial,
  space,
  packet,
  family: packet.etherType === ETH_P_IP ? 'ip' : 'ip6',
  hook: 'prerouting',
  in: space.deviceNamed(device) ?? null,
  out: null,
  rule: null,
})

/** What each rule says, in order, by its protocol and its matches; after a `hotdrop` no rule is asked any more. */
export const verdicts = (
  seen: Seen,
  family: 'ipv4' | 'ipv6',
  rules: readonly XtRule[],
  packet: Packet,
  trial = { ...madeTrial(), scene: seen.scene },
): readonly (Matched | 'not asked')[] => {
  const context = contextOf(seen, packet, trial)
  let dropped = false
  return rules.map(({ entry, matches }) => {
    if (dropped) return 'not asked'
    if (entry.protocol !== 0) {
      // ip6_packet_match: a rule for a protocol drops what has no transport header that can be found.
      dropped = family === 'ipv6' && ipv6Transport(packet.bytes).protocol < 0
      if (dropped) return 'hotdrop'
      if ((entry.protocol === packet.protocol) === entry.invert.protocol) return false
    }
    let matched: Matched = true
    for (const match of matches) {
      matched = compileMatch(match)(context)
      if (matched !== true) break
    }
    dropped = matched === 'hotdrop'
    return matched
  })
}
