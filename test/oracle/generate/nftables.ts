import { drawNftMatches, transportOf } from './nft-matches.ts'
import type { Values } from './values.ts'

export type NftFamily = 'ip' | 'ip6' | 'inet' | 'bridge' | 'arp' | 'netdev'

interface ChainPlan {
  readonly name: string
  readonly type: 'filter' | 'nat' | 'route'
  readonly hook: string
  readonly device?: string
}

/** A table of nft with base chains at some hooks, user chains, sets and verdict maps. */
export const drawNftables = (values: Values, name: string, family: NftFamily): void => {
  const { draft, space } = values
  const { random, chance } = draft
  const table = `${family} ${name}`
  space.nft.push(`add table ${table}`)
  drawSets(values, table, family)
  const users = Array.from({ length: random.below(3) }, (_, at) => `user${at}`)
  const chains = basesOf(values, family)
  for (const user of users) space.nft.push(`add chain ${table} ${user}`)
  for (const chain of chains) space.nft.push(`add chain ${table} ${chain.name} ${declaration(values, chain)}`)
  for (const chain of chains) {
    const rule = (text: string): void => void space.nft.push(`add rule ${table} ${chain.name} ${text}`)
    const drops = space.nft.some(
      (line) => line.startsWith(`add chain ${table} ${chain.name} `) && line.includes('policy drop'),
    )
    if (drops && (family === 'ip' || family === 'ip6' || family === 'inet')) {
      if (!chance(10)) rule('ct state established,related accept')
      if (family !== 'ip' && !chance(10)) rule('meta l4proto ipv6-icmp accept')
      for (let at = 0; at < 3; at++) rule(`${drawNftMatches(values, family, chain.hook)} accept`)
    }
    if (drops && family === 'bridge') {
      rule('ether type arp accept')
      for (let at = 0; at < 3; at++) rule(`${drawNftMatches(values, family, chain.hook)} accept`)
    }
    for (let count = 1 + random.below(4); count > 0; count--) rule(drawRule(values, family, chain, users))
  }
  for (const [at, user] of users.entries()) {
    const callers = chains.filter(({ type }) => type !== 'nat')
    if (callers.length !== chains.length) continue
    // What a user chain may look at depends on who calls it: the narrowest hook has the fewest words.
    const hook = chains.some(({ hook }) => !seesBoth(hook)) ? 'none' : 'forward'
    for (let count = random.below(4); count > 0; count--)
      space.nft.push(
        `add rule ${table} ${user} ${drawRule(values, family, { name: user, type: 'filter', hook }, users.slice(at + 1))}`,
      )
  }
}

const seesBoth = (hook: string): boolean => hook === 'forward'

const declaration = ({ draft }: Values, { type, hook, device }: ChainPlan): string => {
  const { random, chance } = draft
  const usual =
    type === 'nat'
      ? hook === 'prerouting' || hook === 'output'
        ? -100
        : 100
      : random.of([0, 0, -10, 10, -150, -300, 5])
  const priority =
    type === 'filter' && (hook === 'prerouting' || hook === 'output') ? random.of([0, -150, -350, -101, -99]) : usual
  const policy = type === 'filter' && !['ingress', 'egress'].includes(hook) && chance(12) ? 'drop' : 'accept'
  return `{ type ${type} hook ${hook}${device === undefined ? '' : ` device "${device}"`} priority ${priority}; policy ${policy}; }`
}

const basesOf = (values: Values, family: NftFamily): ChainPlan[] => {
  const { draft, space } = values
  const { random, chance } = draft
  if (family === 'netdev') {
    const device = draft.ports.find((port) => port.space === space.name && chance(50))?.device
    return device === undefined
      ? []
      : [{ name: 'base0', type: 'filter', hook: random.of(['ingress', 'egress']), device }]
  }
  if (family === 'arp') return [{ name: 'base0', type: 'filter', hook: random.of(['input', 'output']) }]
  const hooks = ['prerouting', 'input', 'forward', 'output', 'postrouting']
  const filters = Array.from({ length: 1 + random.below(2) }, (_, at) => ({
    name: `base${at}`,
    type: 'filter' as const,
    hook: random.of([...hooks, 'forward', 'input']),
  }))
  if (family === 'bridge') return filters
  const nat = chance(40)
    ? draft
        .some(['prerouting', 'output', 'postrouting', 'input'], 50)
        .map((hook) => ({ name: `nat${hook}`, type: 'nat' as const, hook }))
    : []
  const route = chance(8) ? [{ name: 'rerouted', type: 'route' as const, hook: 'output' }] : []
  return [...filters, ...nat, ...route]
}

const drawSets = (values: Values, table: string, family: NftFamily): void => {
  const { space, address, network, draft } = values
  if (family === 'arp' || family === 'netdev' || family === 'bridge') return
  for (const [number, type, kind] of [
    [4, 'ipv4_addr', 'ipv4'],
    [6, 'ipv6_addr', 'ipv6'],
  ] as const) {
    space.nft.push(`add set ${table} addresses${number} { type ${type}; flags interval; auto-merge; }`)
    space.nft.push(`add map ${table} verdicts${number} { type ${type} : verdict; }`)
    if (kind !== values.family) continue
    space.nft.push(`add element ${table} addresses${number} { ${network()} }`)
    space.nft.push(
      `add element ${table} verdicts${number} { ${address()} : ${draft.random.of(['drop', 'accept', 'return'])} }`,
    )
  }
}

const drawRule = (values: Values, family: NftFamily, chain: ChainPlan, users: readonly string[]): string => {
  const { draft } = values
  const { random, chance } = draft
  const matches = drawNftMatches(values, family, chain.hook)
  const counter = chance(30) ? 'counter ' : ''
  if (users.length > 0 && chance(20)) return `${matches} ${counter}${chance(75) ? 'jump' : 'goto'} ${random.of(users)}`
  const verdict =
    chain.type === 'nat'
      ? natStatement(values, family, chain.hook, transportOf(matches))
      : statement(values, family, chain.hook, transportOf(matches))
  const ends = /drop|reject/.test(verdict)
  const narrow =
    matches === '' && ends && family !== 'arp'
      ? `${values.family === 'ipv4' ? 'ip' : 'ip6'} daddr ${values.address()} `
      : ''
  return `${narrow}${matches} ${counter}${verdict}`.trim() || 'counter'
}

const rejectsOf = (family: NftFamily, transport: string | null): string[] => {
  const kinds = {
    ip: ['icmp host-unreachable', 'icmp admin-prohibited', 'icmp net-unreachable', 'icmp prot-unreachable'],
    ip6: ['icmpv6 addr-unreachable', 'icmpv6 admin-prohibited', 'icmpv6 no-route'],
    inet: ['icmpx host-unreachable', 'icmpx admin-prohibited', 'icmpx no-route'],
  }
  const words = family === 'ip' || family === 'ip6' ? kinds[family] : kinds.inet
  const reset = transport === null || transport === 'tcp' ? ['reject with tcp reset'] : []
  return ['reject', ...words.map((word) => `reject with ${word}`), ...reset]
}

const statement = (values: Values, family: NftFamily, hook: string, transport: string | null): string => {
  const { draft } = values
  const { random } = draft
  const verdicts = ['accept', 'accept', 'drop', 'return', '']
  if (family === 'arp') return random.of(verdicts)
  if (family === 'netdev') return random.of([...verdicts, 'drop', `meta mark set ${values.mark()}`])
  const changes = [`meta mark set ${values.mark()}`, `meta mark set meta mark | ${values.mark()}`]
  if (family === 'bridge') return random.of([...verdicts, 'drop', ...changes])
  const tracked = [`ct mark set ${values.mark()}`, 'ct mark set meta mark', 'meta mark set ct mark']
  const early = hook === 'prerouting' || hook === 'output' ? ['notrack'] : []
  const refuses = ['input', 'forward', 'output'].includes(hook) ? rejectsOf(family, transport) : []
  const fields =
    values.family === 'ipv4' ? ['ip ttl set 3', 'ip dscp set af11'] : ['ip6 hoplimit set 3', 'ip6 dscp set af11']
  return random.of([...verdicts, 'drop', ...changes, ...tracked, ...early, ...refuses, ...fields])
}

const natStatement = (values: Values, family: NftFamily, hook: string, transport: string | null): string => {
  const { draft, address, port } = values
  const { random } = draft
  const word = values.family === 'ipv4' ? 'ip' : 'ip6'
  const to = family === 'inet' ? `${word} to` : 'to'
  const target = values.family === 'ipv4' ? address() : `[${address()}]`
  const bare = address()
  if ((hook === 'prerouting' || hook === 'output') && transport !== null && transport !== 'tcp')
    return random.of([`dnat ${to} ${bare}`, 'redirect', 'accept'])
  if (hook === 'prerouting' || hook === 'output')
    return random.of([
      `meta l4proto tcp dnat ${to} ${target}:${port()}`,
      `meta l4proto tcp dnat ${to} ${target}:${port()}`,
      `dnat ${to} ${bare}`,
      `meta l4proto { tcp, udp } redirect to :${port()}`,
      'redirect',
      `dnat ${to} tcp dport map { ${port()} : ${bare}, 1 : ${address()} }`,
      'accept',
    ])
  if (hook === 'input') return random.of([`snat ${to} ${bare}`, 'accept'])
  return random.of(['masquerade', 'masquerade', 'masquerade', `snat ${to} ${bare}`, 'accept', 'masquerade random'])
}
