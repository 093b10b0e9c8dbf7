import { setTimeout } from 'node:timers/promises'
import type { Context, Matched } from '../../../agent/reachability/netfilter/context.ts'
import { compileMatch } from '../../../agent/reachability/netfilter/xtables/matches/index.ts'
import { ipv6Transport } from '../../../agent/reachability/netfilter/xtables/matches/ipv6-headers.ts'
import { packetOf } from '../../../agent/reachability/packet/layout.ts'
import { ETH_P_IP, type Packet } from '../../../agent/reachability/packet/packet.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import type { XtRule, XtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { readLegacyCountersAt } from '../../kernel/iptables-compared.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { print } from '../../kernel/print.ts'
import type { Lab, Space as LabSpace } from '../../lab/lab.ts'
import { frameText, openWires } from '../netfilter/router.ts'
import { type Seen, seenAt } from '../seen-at.ts'
import type { RandomFrame } from './random-frames.ts'

/** A namespace that gets frames, whose rules count what they match. */
export interface Judge {
  readonly place: LabSpace
  readonly put: (frame: RandomFrame) => Promise<void>
  readonly close: () => void
}

const device = 'in0'
const hostMac = '02:00:00:00:0a:01'
const destinations = { host: hostMac, broadcast: 'ff:ff:ff:ff:ff:ff', multicast: '01:00:5e:00:00:05' } as const

export const openJudge = async (lab: Lab, name: string): Promise<Judge> => {
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
    '',
  ]
  const lines6 = ['route add fd0a::/16 dev other0', 'route add unreachable 2001:db8:1::/48', '']
  const own = await place.exec(['ip', '-batch', '-'], { input: lines.join('\n') })
  const own6 = await place.exec(['ip', '-6', '-batch', '-'], { input: lines6.join('\n') })
  const other = await far.exec(['ip', 'link', 'set', 'out0', 'up'])
  if (own.status !== 0 || own6.status !== 0 || other.status !== 0)
    throw new Error(own.stderr + own6.stderr + other.stderr)

  const wires = await openWires(far, ['out0'])
  return {
    place,
    put: async (frame) => {
      await wires.talk(`put 0 ${frameText(frame, destinations[frame.to], frame.source)}`)
    },
    close: wires.close,
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

export const lookAt = async (place: LabSpace): Promise<Seen> => seenAt(await lookAtHost(), place)

export const rulesIn = (
  space: Space,
  family: 'ipv4' | 'ipv6',
  table: string,
  chain = 'PREROUTING',
): readonly XtRule[] => {
  const found = space.xtables.find((one): one is XtTable => one.family === family && one.name === table)
  return found?.chains.find(({ name }) => name === chain)?.rules ?? []
}

/** What the counters of a chain say, by rule. */
export const countsAt = (
  place: LabSpace,
  family: 'ipv4' | 'ipv6',
  table: string,
  chain = 'PREROUTING',
): readonly number[] => {
  const found = readLegacyCountersAt(place.path).find((one) => one.family === family && one.name === table)
  return (found?.chains.find(({ name }) => name === chain)?.rules ?? []).map(({ packets }) => Number(packets))
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
  trial: Trial,
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
