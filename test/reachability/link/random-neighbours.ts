import { type Random, randomFrom } from '../../kernel/random.ts'
import type { Plan, SpacePlan } from '../../oracle/plan.ts'
import { space } from '../../oracle/space.ts'
import { echoes, host, mac, plugged, some } from './plan-parts.ts'

const hosts = 4

const pick = <T>(random: Random, often: number, list: readonly T[]): T[] => some(random, often, () => random.of(list))

/** Settings that decide who answers a request for a neighbour. */
const settings = (random: Random): string[] => {
  const conf = `net/ipv4/conf/${random.of(['eth0', 'all'])}`
  return [
    ...pick(random, 3, [1, 2, 3, 8]).map((level) => `${conf}/arp_ignore=${level}`),
    ...pick(random, 3, [1, 2]).map((level) => `${conf}/arp_announce=${level}`),
    ...pick(random, 4, [1, 2]).map((level) => `${conf}/rp_filter=${level}`),
    ...pick(random, 5, ['arp_filter', 'proxy_arp', 'arp_accept', 'accept_local']).map((name) => `${conf}/${name}=1`),
    ...pick(random, 4, ['net/ipv4/ip_forward=1']),
    ...pick(random, 6, ['net/ipv4/conf/eth0/proxy_arp_pvlan=1']),
    ...pick(random, 4, ['net/ipv6/conf/all/forwarding=1']),
    ...pick(random, 5, ['net/ipv6/conf/all/proxy_ndp=1']),
    ...pick(random, 9, ['net/ipv6/conf/eth0/disable_ipv6=1']),
  ]
}

/** Addresses, routes and neighbours that are not as they should be. */
const oddities = (random: Random, own: number): string[] => {
  const other = ((random.below(hosts - 1) + own) % hosts) + 1
  const wrong = random.of([mac(other), '02:00:00:00:00:99', mac(own)])
  return [
    ...pick(random, 4, [
      `neigh replace 10.9.0.${other} lladdr ${wrong} dev eth0 nud permanent`,
      `neigh replace fd00:9::${other} lladdr ${wrong} dev eth0 nud permanent`,
      `neigh replace 10.9.0.${other} lladdr ${mac(other)} dev eth0 nud permanent`,
    ]),
    ...pick(random, 5, [
      `neigh add proxy 10.9.0.${other + 20} dev eth0`,
      `neigh add proxy fd00:9::${other + 20} dev eth0`,
    ]),
    ...pick(random, 4, [
      `addr add 10.9.0.${own + 20}/32 dev lo`,
      `addr add 10.9.0.${own + 20}/24 dev lo`,
      `addr add 10.9.0.${own + 20}/32 dev eth0 scope link`,
      `addr add 10.9.0.${own + 20}/32 dev eth0 scope host`,
      `addr add fd00:9::${own + 20}/128 dev lo`,
      `addr add 10.9.0.${own + 20}/16 dev eth0`,
    ]),
    ...pick(random, 5, [
      `route add 10.9.0.${other + 20} via 10.9.0.${other}`,
      `route add 10.9.0.${other + 20} dev lo`,
      'route add 10.9.0.20/30 via 10.9.0.1',
      `-6 route add fd00:9::${other + 20} via fd00:9::${other}`,
      `route add default via 10.9.0.${other}`,
    ]),
    ...pick(random, 12, ['link set eth0 arp off', 'link set eth0 multicast off', 'link set eth0 down']),
  ]
}

/** Hosts on one plain bridge that disagree about who answers for which address. */
export const neighboursPlan = (seed: number): Plan => {
  const random = randomFrom(seed)
  const numbers = Array.from({ length: hosts }, (_, at) => at + 1)
  const spaces: SpacePlan[] = [
    space('sw', {
      links: ['link add br0 type bridge forward_delay 0', 'link set br0 up', ...plugged(numbers)],
      setup: ['link set lo up'],
    }),
    ...numbers.map((number) => host(number, { settings: settings(random), faults: oddities(random, number) })),
  ]
  const questions = numbers.flatMap((number) => {
    const other = ((random.below(hosts - 1) + number) % hosts) + 1
    return [...echoes(number, other), ...echoes(number, other + 20)]
  })
  return { seed, spaces, listeners: [], questions }
}
