import { type Random, randomFrom } from '../../kernel/random.ts'
import type { Plan, SpacePlan } from '../../oracle/plan.ts'
import { space } from '../../oracle/space.ts'
import { cable, echoes, host, mac } from './plan-parts.ts'

const hosts = 4

/** Flags of a port, in the words of `ip link set … type bridge_slave`; most ports are ordinary. */
const flagsOf = (random: Random, port: string): string[] => {
  const possible = [
    'isolated on',
    'isolated on',
    'hairpin on',
    'flood off',
    'mcast_flood off',
    'bcast_flood off',
    'learning off',
    'locked on',
    'state 1',
    'state 2',
    'state 4',
    'neigh_suppress on',
    'proxy_arp on',
  ]
  // Hairpin at both ends of a pair would send frames round for ever, at the cost of the whole machine.
  return possible.filter((flag) => random.below(9) === 0 && !(port.startsWith('y') && flag.startsWith('hairpin')))
}

/** Now and then one that holds for good; a bridge may have no port. */
const staticEntry = (random: Random, ports: readonly string[]): string[] => {
  if (ports.length === 0) return []
  const [owner, port] = [random.below(hosts) + 1, random.of(ports)]
  const kind = random.of(['static', 'sticky static', 'static', 'local'])
  return random.below(2) === 0 ? [`fdb replace ${mac(owner)} dev ${port} master ${kind}`] : []
}

/** Hosts on one to three bridges in a row, with ports of all kinds, entries at odd places and a switch that may have an address itself. */
export const bridgesPlan = (seed: number): Plan => {
  const random = randomFrom(seed)
  const bridges = random.below(3) + 1
  const links: string[] = []
  const ports: string[][] = []
  for (let at = 0; at < bridges; at++) {
    // A querier counts only after the time that its answers may take.
    // What a bridge hears of the querier of another one, no dump that is read tells.
    const querier = bridges === 1 ? ['mcast_querier 1'] : []
    const options = ['', 'mcast_snooping 0', 'ageing_time 0', ...querier]
    links.push(
      `link add br${at} type bridge forward_delay 0 mcast_query_response_interval 100`,
      `link set br${at} type bridge ${random.of(options)}`,
      `link set br${at} up`,
    )
    ports.push([])
  }
  const plug = (bridge: number, name: string): void => {
    links.push(`link set ${name} master br${bridge} up`)
    ports[bridge]?.push(name)
  }
  for (let at = 1; at < bridges; at++) {
    links.push(`link add x${at} type veth peer name y${at}`)
    plug(at - 1, `x${at}`)
    plug(at, `y${at}`)
  }
  for (let number = 1; number <= hosts; number++) {
    links.push(cable(number))
    plug(random.below(bridges), `p${number}`)
  }
  const all = ports.flat()
  const faults = all.flatMap((port) =>
    flagsOf(random, port).map((flag) => `link set ${port} type bridge_slave ${flag}`),
  )
  if (random.below(6) === 0) faults.push(`link set ${random.of(all)} down`)
  if (random.below(8) === 0) faults.push(`link set br${random.below(bridges)} down`)
  const hasAddress = random.below(2) === 0
  const own = hasAddress ? [`addr add 10.9.0.9/24 dev br0`, `addr add fd00:9::9/64 dev br0 nodad`] : []
  const entries = ports.flatMap((own) => staticEntry(random, own))
  const spaces: SpacePlan[] = [
    space('sw', {
      links,
      settings: random.below(2) === 0 ? ['net/bridge/bridge-nf-call-iptables=0'] : [],
      setup: ['link set lo up', ...own],
      bridge: entries,
      faults,
    }),
    ...Array.from({ length: hosts }, (_, at) => host(at + 1)),
  ]
  const questions = spaces
    .slice(1)
    .flatMap((_, at) => [
      ...echoes(at + 1, ((random.below(hosts - 1) + at + 1) % hosts) + 1),
      ...(hasAddress ? echoes(at + 1, 9) : []),
    ])
  return { seed, spaces, listeners: [], questions }
}
