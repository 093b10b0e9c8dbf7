import type { TablePlan } from '../plan.ts'
import type { Values } from './values.ts'

/** Rules of ebtables: for frames that a bridge forwards, takes and sends. */
export const drawEbtables = (values: Values): void => {
  const { space, draft } = values
  const { random, chance } = draft
  const rules: string[] = []
  for (let count = 1 + random.below(4); count > 0; count--) {
    const chain = random.of(['INPUT', 'FORWARD', 'FORWARD', 'OUTPUT'])
    const target = chance(15)
      ? `mark --mark-set ${values.mark()} --mark-target ACCEPT`
      : random.of(['DROP', 'ACCEPT', 'CONTINUE', 'RETURN'])
    rules.push(`-A ${chain} ${matchOf(values, chain)} -j ${target}`)
  }
  const filter: TablePlan = {
    tool: 'ebtables-nft',
    table: 'filter',
    chains: ['INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT'],
    rules,
  }
  space.tables.push(filter)
  if (!chance(15)) return
  space.tables.push({
    tool: 'ebtables-nft',
    table: 'nat',
    chains: ['PREROUTING ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
    rules: [
      `-A PREROUTING -p IPv4 --ip-dst ${random.of(draft.places.filter(({ family }) => family === 'ipv4')).address} -j dnat --to-dst ${values.mac()}`,
    ],
  })
}

const matchOf = (values: Values, chain: string): string => {
  const { random, chance } = values.draft
  const not = chance(20) ? '! ' : ''
  const v4 = values.draft.places.filter(({ family }) => family === 'ipv4')
  return random.of([
    `-p IPv4 --ip-dst ${not}${random.of(v4).address}`,
    `-p IPv4 --ip-src ${not}${random.of(v4).address}`,
    `-p IPv4 --ip-proto tcp --ip-dport ${not}${values.port()}`,
    `-p IPv4 --ip-proto ${random.of(['tcp', 'udp', 'icmp'])}`,
    `-p ARP --arp-ip-dst ${not}${random.of(v4).address}`,
    '-p ARP --arp-op Request',
    `-s ${not}${values.mac()}`,
    `-d ${not}${values.mac()}`,
    '-d Broadcast',
    '-d Multicast',
    '-p IPv6',
    ...(chain === 'OUTPUT' ? [] : [`-i ${not}${values.device()}`]),
    ...(chain === 'INPUT' ? [] : [`-o ${not}${values.device()}`]),
  ])
}

/** Rules of arptables: who may be asked, and who answers. */
export const drawArptables = (values: Values): void => {
  const { space, draft } = values
  const { random } = draft
  const v4 = draft.places.filter(({ family }) => family === 'ipv4')
  const rules = Array.from({ length: 1 + random.below(2) }, () => {
    const chain = random.of(['INPUT', 'OUTPUT'])
    const match = random.of([
      `-s ${random.of(v4).address}`,
      `-d ${random.of(v4).address}`,
      `--opcode ${random.of([1, 2])}`,
    ])
    return `-A ${chain} ${match} -j ${random.of(['DROP', 'DROP', 'ACCEPT'])}`
  })
  space.tables.push({ tool: 'arptables-nft', table: 'filter', chains: ['INPUT ACCEPT', 'OUTPUT ACCEPT'], rules })
}
