import { type Random, randomFrom } from '../../kernel/random.ts'
import type { Plan, SpacePlan } from '../../oracle/plan.ts'
import { space } from '../../oracle/space.ts'
import { echoes, host, mac } from './plan-parts.ts'

const modes = ['bridge', 'bridge', 'bridge', 'private', 'vepa']

const macvlan = (random: Random, lower: string, number: number): string =>
  `link add link ${lower} name m${number} address ${mac(number)} type macvlan mode ${random.of(modes)}`

const moved = (number: number): string[] => [`link set m${number} netns <h${number}> name eth0`]

/**
 * Two machines on a wire. Hosts 1 to 3 lie as macvlans on the one's end, which itself is host 4, or on its bridge; host 5 is the other
 * machine, which sometimes sends what came in back out again (as a switch with `vepa` does).
 */
export const macvlanPlan = (seed: number): Plan => {
  const random = randomFrom(seed)
  const isPassthru = random.below(6) === 0
  const lower = random.of(['up0', 'up0', 'br0'])
  const numbers = isPassthru ? [1] : [1, 2, 3]
  const make = isPassthru
    ? [`link add link ${lower} name m1 type macvlan mode passthru`]
    : numbers.map((number) => macvlan(random, lower, number))
  const isReflecting = random.below(3) === 0
  const spaces: SpacePlan[] = [
    space('h4', {
      links: [
        'link add up0 type veth peer name up0 netns <sw>',
        'link set up0 up',
        'link add br0 type bridge forward_delay 0',
        ...(lower === 'br0' ? ['link set up0 master br0'] : []),
        'link set br0 up',
        ...make,
        ...numbers.flatMap(moved),
      ],
      setup: ['link set lo up', `addr add 10.9.0.4/24 dev ${lower}`, `addr add fd00:9::4/64 dev ${lower} nodad`],
    }),
    ...numbers.map((number) =>
      host(number, { faults: random.below(9) === 0 ? ['link set eth0 address 02:00:00:00:00:77'] : [] }),
    ),
    space('sw', {
      links: [
        'link add br0 type bridge forward_delay 0',
        'link set br0 up',
        'link set up0 master br0 up',
        'link add p5 type veth peer name eth0 netns <h5>',
        'link set p5 master br0 up',
      ],
      setup: ['link set lo up'],
      faults: isReflecting ? ['link set up0 type bridge_slave hairpin on'] : [],
    }),
    host(5),
  ]
  const all = [...numbers, 4, 5]
  const questions = all.flatMap((from) =>
    all.filter((to) => to !== from && random.below(2) === 0).flatMap((to) => echoes(from, to)),
  )
  return { seed, spaces, listeners: [], questions }
}

/** Entries for the remote ends of a machine: all, some, wrong ones, or a default. */
const remotes = (random: Random, own: number, all: readonly number[]): string[] => {
  const others = all.filter((machine) => machine !== own)
  return random.of<readonly string[]>([
    others.map((machine) => `fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.7.${machine}`),
    others.map((machine) => `fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.7.${machine}`),
    others.map((machine) => `fdb replace ${mac(machine)} dev vx0 dst 192.168.7.${machine}`),
    [`fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.7.${random.of(others)}`],
    [`fdb append 00:00:00:00:00:00 dev vx0 dst 192.168.7.99`],
  ]) as string[]
}

/** Three machines on a wire with a VXLAN between them, each with one host behind a bridge; numbers, ports, rules and entries may differ. */
export const vxlanPlan = (seed: number): Plan => {
  const random = randomFrom(seed)
  const machines = [1, 2, 3]
  const spaces: SpacePlan[] = [
    space('sw', {
      links: [
        'link add br0 type bridge forward_delay 0',
        'link set br0 up',
        ...machines.flatMap((machine) => [
          `link add p${machine} type veth peer name up0 netns <m${machine}>`,
          `link set p${machine} master br0 up`,
        ]),
      ],
      setup: ['link set lo up'],
    }),
    ...machines.flatMap((machine) => {
      const vni = random.below(8) === 0 ? 43 : 42
      const port = random.below(10) === 0 ? 4790 : 4789
      const options = random.of(['', '', 'nolearning', 'proxy', 'df set', 'ttl 5'])
      const local = random.of([`local 192.168.7.${machine}`, ''])
      const drop = random.of([
        '',
        '',
        '',
        '-A INPUT -p udp --dport 4789 -j DROP',
        '-A OUTPUT -p udp --dport 4789 -j DROP',
      ])
      return [
        space(`m${machine}`, {
          links: [
            `link add p0 type veth peer name eth0 address ${mac(machine)} netns <h${machine}>`,
            `link add vx0 type vxlan id ${vni} dstport ${port} ${local} ${options}`,
            'link add br0 type bridge forward_delay 0',
            'link set up0 up',
            'link set vx0 master br0',
            'link set p0 master br0',
            'link set br0 up',
            'link set p0 up',
          ],
          setup: ['link set lo up', `addr add 192.168.7.${machine}/24 dev up0`, 'link set vx0 up'],
          bridge: remotes(random, machine, machines),
          tables: [
            {
              tool: 'iptables-nft',
              table: 'filter',
              chains: ['INPUT ACCEPT', 'OUTPUT ACCEPT'],
              rules: drop === '' ? [] : [drop],
            },
          ],
          faults: random.below(12) === 0 ? ['link set up0 down'] : [],
        }),
        host(machine),
      ]
    }),
  ]
  const questions = machines.flatMap((from) => machines.filter((to) => to !== from).flatMap((to) => echoes(from, to)))
  return { seed, spaces, listeners: [], questions }
}
