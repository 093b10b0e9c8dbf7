import type { Random } from '../../kernel/random.ts'
import { ipv4Destinations, ipv4Sources, ipv6Destinations, ipv6Sources, ports, sourceMacs } from './random-frames.ts'
import { not } from './random-words.ts'

type Family = 'ipv4' | 'ipv6'

/** A set for `ipset restore`, and how many things it compares. */
interface RandomSet {
  readonly name: string
  readonly dimensions: number
  readonly lines: readonly string[]
}

/** Types with addresses that the kernel of the tests has, and those of IPv4 alone or of no family. */
const hashTypes = ['ip', 'ip,port', 'ip,port,ip', 'ip,port,net', 'net', 'net,port', 'net,iface']
const otherTypes = { ipv4: ['bitmap:ip', 'bitmap:ip,mac', 'bitmap:port'], ipv6: ['bitmap:port'] }

const hosts = (family: Family): readonly string[] =>
  (family === 'ipv4' ? [...ipv4Sources, ...ipv4Destinations] : [...ipv6Sources, ...ipv6Destinations]).filter(
    (address) => !address.endsWith('::'),
  )

const network = (random: Random, family: Family): string => {
  const prefixes = family === 'ipv4' ? [8, 16, 20, 24, 30, 32] : [16, 32, 48, 64, 120, 128]
  return `${random.of(hosts(family))}/${random.of(prefixes)}`
}

const protocolPort = (random: Random, family: Family): string => {
  const icmp =
    family === 'ipv4' ? ['icmp:3/1', 'icmp:echo-request', 'icmp:0/0'] : ['icmpv6:128/0', 'icmpv6:1/1', 'icmpv6:3/0']
  const name = random.of(['tcp', 'udp', 'sctp', 'udplite', 'tcp', 'udp'])
  return random.of([`${name}:${random.of(ports)}`, `${name}:${random.of(ports)}`, ...icmp, '50:0', '33:0', '253:0'])
}

const part = (random: Random, family: Family, dimension: string): string => {
  if (dimension === 'ip') return random.of(hosts(family))
  if (dimension === 'net') return network(random, family)
  if (dimension === 'iface') return random.of(['in0', 'other0', 'physdev:in0', 'in', 'lo'])
  return protocolPort(random, family)
}

const hashSet = (random: Random, family: Family, name: string, type: string): RandomSet => {
  const dimensions = type.split(',')
  const hasNetworks = dimensions.includes('net')
  const most = family === 'ipv4' ? [8, 16, 24, 31] : [16, 48, 64, 127]
  const canMask = type === 'ip' || type === 'ip,port'
  const mask = canMask && random.below(3) === 0 ? ` netmask ${random.of(most)}` : ''
  const options = random.of(['', ' timeout 3000', ' counters', ' counters comment'])
  const lines = Array.from({ length: 2 + random.below(25) }, () => {
    const element = dimensions.map((dimension) => part(random, family, dimension)).join(',')
    const wildcard = dimensions.includes('iface') && random.below(3) === 0 ? ' wildcard' : ''
    return `add ${name} ${element}${hasNetworks && random.below(4) === 0 ? ' nomatch' : ''}${wildcard}`
  })
  const inet = family === 'ipv4' ? 'inet' : 'inet6'
  return {
    name,
    dimensions: dimensions.length,
    lines: [`create ${name} hash:${type} family ${inet}${mask}${options}`, ...lines],
  }
}

const otherSet = (random: Random, name: string, type: string): RandomSet => {
  const count = 2 + random.below(6)
  const address = (): string => `10.9.${random.below(2)}.${random.below(6)}`
  if (type === 'bitmap:port') {
    const lines = Array.from({ length: count }, () => `add ${name} ${random.of([1, 53, 80, 443, 1024])}`)
    return { name, dimensions: 1, lines: [`create ${name} ${type} range 1-5000`, ...lines] }
  }
  const mask = type === 'bitmap:ip' && random.below(2) === 0 ? ' netmask 30' : ''
  const mac = (): string => (type === 'bitmap:ip,mac' && random.below(3) > 0 ? `,${random.of(sourceMacs)}` : '')
  const lines = Array.from({ length: count }, () => `add ${name} ${address()}${mac()}`)
  return {
    name,
    dimensions: type.split(',').length,
    lines: [`create ${name} ${type} range 10.9.0.0-10.9.1.255${mask}`, ...lines],
  }
}

/** Sets of every type, each a few times, and lists of them. */
export const randomSets = (random: Random, family: Family, times: number): readonly RandomSet[] => {
  const own: RandomSet[] = []
  for (let time = 0; time < times; time++) {
    for (const type of hashTypes) own.push(hashSet(random, family, `s${own.length}`, type))
    for (const type of otherTypes[family]) own.push(otherSet(random, `s${own.length}`, type))
  }
  const lists = Array.from({ length: times }, (_, at): RandomSet => {
    const name = `list${at}`
    const members = Array.from({ length: 4 }, () => `add ${name} ${random.of(own).name}`)
    return { name, dimensions: 1 + random.below(3), lines: [`create ${name} list:set`, ...members] }
  })
  return [...own, ...lists]
}

/** Rules that ask the sets. */
export const randomSetRules = (random: Random, sets: readonly RandomSet[], count: number): readonly string[] =>
  Array.from({ length: count }, () => {
    const { name, dimensions } = random.of(sets)
    const sides = Array.from({ length: dimensions + (random.below(5) === 0 ? 1 : 0) }, () => random.of(['src', 'dst']))
    return `-m set ${not(random)}--match-set ${name} ${sides.join(',')}${random.below(4) === 0 ? ' --return-nomatch' : ''}`
  })
