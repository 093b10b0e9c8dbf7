import { type Random, randomFrom } from '../../kernel/random.ts'
import type { Plan, SpacePlan, TablePlan } from '../../oracle/plan.ts'
import { machine, space } from '../../oracle/space.ts'
import { echoes, host, mac, plugged, some } from './plan-parts.ts'

const hosts = 3

/** Rules of IP that see bridged packets where br_netfilter shows them. */
const ipTable = (random: Random): TablePlan[] => {
  const address = (): string => `10.9.0.${random.below(hosts) + 1}`
  const port = (): string => `p${random.below(hosts) + 1}`
  const filter = [
    ...some(random, 3, () => `-A FORWARD -s ${address()} -j DROP`),
    ...some(random, 3, () => `-A FORWARD -m physdev --physdev-in ${port()} -j ${random.of(['DROP', 'REJECT'])}`),
    ...some(random, 3, () => `-A FORWARD -m physdev --physdev-is-bridged --physdev-out ${port()} -j DROP`),
    ...some(random, 4, () => `-A FORWARD -m physdev ! --physdev-is-bridged -j DROP`),
    ...some(random, 4, () => `-A FORWARD -i br0 -o br0 -p icmp -j ${random.of(['ACCEPT', 'DROP'])}`),
    ...some(random, 4, () => `-A INPUT -m physdev --physdev-in ${port()} -j DROP`),
  ]
  const nat = [
    ...some(
      random,
      2,
      () => `-A PREROUTING -d 10.9.0.77 -j DNAT --to-destination ${random.of([address(), '10.9.1.4', '10.9.0.88'])}`,
    ),
    ...some(
      random,
      3,
      () => `-A PREROUTING -d ${address()} -j DNAT --to-destination ${random.of([address(), '10.9.0.254'])}`,
    ),
    ...some(random, 3, () => `-A PREROUTING -d ${address()} -j REDIRECT`),
    ...some(random, 3, () => `-A POSTROUTING -s 10.9.0.0/24 -d 10.9.0.0/24 -j MASQUERADE`),
    ...some(random, 4, () => `-A POSTROUTING -o br0 -j SNAT --to-source ${random.of(['10.9.0.254', '10.9.0.99'])}`),
  ]
  const policy = random.below(5) === 0 ? 'DROP' : 'ACCEPT'
  const tool = random.of(['iptables-legacy', 'iptables-nft'] as const)
  return [
    { tool, table: 'filter', chains: [`FORWARD ${policy}`, 'INPUT ACCEPT'], rules: filter },
    { tool, table: 'nat', chains: ['PREROUTING ACCEPT', 'POSTROUTING ACCEPT'], rules: nat },
  ]
}

const frameTables = (random: Random): TablePlan[] => {
  const number = (): number => random.below(hosts) + 1
  const filter = [
    ...some(random, 3, () => `-A FORWARD -i p${number()} -j DROP`),
    ...some(random, 3, () => `-A FORWARD -p ARP --arp-ip-dst 10.9.0.${number()} -j DROP`),
    ...some(random, 4, () => `-A INPUT -s ${mac(number())} -j DROP`),
    ...some(random, 4, () => `-A OUTPUT -d ${mac(number())} -j DROP`),
  ]
  return filter.length === 0 || random.below(2) === 0
    ? []
    : [
        {
          tool: 'ebtables-nft',
          table: 'filter',
          chains: ['INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT'],
          rules: filter,
        },
      ]
}

const arpTable = (random: Random): TablePlan[] =>
  some(random, 4, () => ({
    tool: 'arptables-nft',
    table: 'filter',
    chains: ['INPUT ACCEPT', 'OUTPUT ACCEPT'],
    rules: [`-A ${random.of(['INPUT', 'OUTPUT'])} -d 10.9.0.${random.of([1, 2, 3, 254])} -j DROP`],
  }))

/** Hosts on the bridge of a machine that has an address there, and a second bridge; its rules see what is bridged, or not. */
export const bridgeFilterPlan = (seed: number): Plan => {
  const random = randomFrom(seed)
  const numbers = Array.from({ length: hosts }, (_, at) => at + 1)
  const spaces: SpacePlan[] = [
    space('sw', {
      early: random.below(3) === 0 ? [] : ['net/ipv4/ip_forward=1'],
      links: [
        'link add br0 type bridge forward_delay 0',
        'link set br0 up',
        'link add br1 type bridge forward_delay 0',
        'link set br1 up',
        ...plugged(numbers),
        'link add p4 type veth peer name eth0 netns <far>',
        'link set p4 master br1 up',
      ],
      settings: [
        ...some(random, 3, () => 'net/bridge/bridge-nf-call-iptables=0'),
        ...some(random, 4, () => 'net/bridge/bridge-nf-call-arptables=0'),
      ],
      setup: [
        'link set lo up',
        'addr add 10.9.0.254/24 dev br0',
        'addr add 10.9.1.254/24 dev br1',
        'addr add fd00:9::fe/64 dev br0 nodad',
      ],
      tables: [...ipTable(random), ...frameTables(random), ...arpTable(random)],
      faults: [
        ...some(random, 4, () => `link set p${random.below(hosts) + 1} type bridge_slave hairpin on`),
        ...some(random, 6, () => 'link set br0 type bridge nf_call_iptables 1'),
      ],
    }),
    ...numbers.map((number) => host(number, { setup: ['route add default via 10.9.0.254'] })),
    machine('far', ['10.9.1.4/24'], { setup: ['route add default via 10.9.1.254'] }),
  ]
  const questions = numbers.flatMap((from) => [
    ...echoes(from, (from % hosts) + 1),
    ...echoes(from, 254),
    ...['10.9.0.77', '10.9.1.4'].map((destination) => ({ from: `h${from}`, protocol: 'icmp' as const, destination })),
    { from: `h${from}`, protocol: 'icmp' as const, destination: `10.9.0.${from}` },
  ])
  return { seed, spaces, listeners: [], questions }
}
