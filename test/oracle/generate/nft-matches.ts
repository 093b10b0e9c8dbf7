import type { NftFamily } from './nftables.ts'
import type { Values } from './values.ts'

/** What a rule of nft may look at, at the hook of its chain; null where the tool would refuse it there. */
type Maker = (values: Values, family: NftFamily, hook: string) => string | null

export const drawNftMatches = (values: Values, family: NftFamily, hook: string): string => {
  const { random } = values.draft
  const makers =
    family === 'arp' ? arp : family === 'bridge' || family === 'netdev' ? [...link, ...ip] : [...ip, ...host]
  const count = random.of([0, 1, 1, 1, 2, 2, 3])
  const texts: string[] = []
  for (let at = 0; at < count; at++) {
    const text = random.of(makers)(values, family, hook)
    if (text !== null && texts.every((earlier) => goTogether(earlier, text, family))) texts.push(text)
  }
  return texts.join(' ')
}

/** The transport protocol that a match implies; nft refuses rules that imply two. */
export const transportOf = (text: string): string | null =>
  /\b(tcp|udp|icmp|icmpv6) (s|d|flags|type)/.exec(text)?.[1] ?? /(l4proto|nexthdr|l4)/.exec(text)?.[1] ?? null

const networkOf = (text: string): string =>
  text.startsWith('arp')
    ? 'arp'
    : /^(ether type|meta protocol)/.test(text)
      ? 'type'
      : /^(ether|meta mark|meta length|[io]ifname)/.test(text)
        ? ''
        : 'ip'

const goTogether = (one: string, other: string, family: NftFamily): boolean => {
  const [mine, theirs] = [transportOf(one), transportOf(other)]
  if (mine !== null && theirs !== null && mine !== theirs) return false
  if (family !== 'bridge' && family !== 'netdev') return true
  const [network, second] = [networkOf(one), networkOf(other)]
  return network === '' || second === '' || (network === second && network !== 'type')
}

const op = ({ draft }: Values): string => (draft.chance(25) ? '!= ' : '')
const ipWord = ({ family }: Values): string => (family === 'ipv4' ? 'ip' : 'ip6')
const seesInput = (hook: string): boolean => !['output', 'postrouting', 'egress'].includes(hook)
const seesOutput = (hook: string): boolean => ['output', 'postrouting', 'forward', 'egress'].includes(hook)

const ip: readonly Maker[] = [
  (values) => `${ipWord(values)} saddr ${op(values)}${values.network()}`,
  (values) => `${ipWord(values)} daddr ${op(values)}${values.network()}`,
  (values) => `${ipWord(values)} daddr ${op(values)}{ ${values.address()}, ${values.address()} }`,
  (values) => `tcp dport ${op(values)}${values.port()}`,
  (values) => `tcp dport ${op(values)}{ ${values.port()}, 1000-1024 }`,
  (values) => `udp dport ${op(values)}${values.port()}`,
  (values) =>
    `meta l4proto ${values.draft.random.of(['tcp', 'udp', values.family === 'ipv4' ? 'icmp' : 'ipv6-icmp', '{ tcp, udp }'])}`,
  (values) => `tcp sport ${values.port()}`,
  (values) =>
    `tcp flags ${values.draft.random.of(['syn', 'syn / syn,ack', '& (syn | ack) == (syn | ack)', '! syn', 'rst'])}`,
  (values) => `th dport ${op(values)}${values.port()}`,
  (values) =>
    `tcp dport vmap { ${values.port()} : ${values.draft.random.of(['accept', 'drop', 'return'])}, 1-2 : drop }`,
  (values) =>
    values.family === 'ipv4'
      ? `ip ttl ${values.draft.random.of(['< 64', '64', '> 62'])}`
      : `ip6 hoplimit ${values.draft.random.of(['< 64', '64', '> 62'])}`,
  (values) =>
    values.family === 'ipv4'
      ? `icmp type ${op(values)}${values.draft.random.of(['echo-request', 'echo-reply', 'destination-unreachable'])}`
      : `icmpv6 type ${op(values)}${values.draft.random.of(['echo-request', 'echo-reply', 'destination-unreachable'])}`,
  (values) => `meta mark ${op(values)}${values.mark()}`,
  (values) => `meta mark & 0xff ${op(values)}${values.mark()}`,
  (values) => `meta length ${values.draft.random.of(['< 60', '> 84', '60-84'])}`,
  (values) => `${ipWord(values)} dscp ${op(values)}cs0`,
  (values) => `@th,16,16 ${op(values)}${values.port()}`,
  (values) => `@nh,${values.family === 'ipv4' ? '72,8' : '48,8'} ${op(values)}6`,
  (values) =>
    `${ipWord(values)} saddr . ${ipWord(values)} daddr ${op(values)}{ ${values.address()} . ${values.address()}, ${values.address()} . ${values.address()} }`,
  (values) =>
    `${ipWord(values)} daddr . tcp dport { ${values.network()} . ${values.port()}, ${values.address()} . 1-1024 }`,
  (values, family) =>
    family === 'ip6' || (family !== 'ip' && values.family === 'ipv6') ? `ip6 nexthdr ${op(values)}tcp` : null,
]

const host: readonly Maker[] = [
  (values, _, hook) => (seesInput(hook) ? `iifname ${op(values)}"${values.device()}"` : null),
  (values, _, hook) => (seesInput(hook) ? `iifname ${op(values)}{ "${values.device()}", "br*" }` : null),
  (values, _, hook) =>
    seesInput(hook) ? `iifname ${op(values)}"${values.draft.random.of(['br*', 'up*', 'eth*', 'lo'])}"` : null,
  (values, _, hook) => (seesOutput(hook) ? `oifname ${op(values)}"${values.device()}"` : null),
  (values) =>
    `ct state ${op(values)}${values.draft.random.of(['new', 'established,related', 'invalid', 'established', 'untracked', '{ new, established }'])}`,
  (values) => `ct state ${values.draft.random.of(['new', 'established,related', 'established'])}`,
  (values) => `ct state vmap { established : ${values.draft.random.of(['accept', 'return'])}, invalid : drop }`,
  (values) => `ct direction ${values.draft.random.of(['original', 'reply'])}`,
  (values) =>
    `ct status ${op(values)}${values.draft.random.of(['dnat', 'snat', 'seen-reply', 'confirmed', 'assured'])}`,
  (values) => `ct mark ${op(values)}${values.mark()}`,
  (values) => `ct original ${ipWord(values)} daddr ${op(values)}${values.address()}`,
  (values) => `meta l4proto tcp ct original proto-dst ${op(values)}${values.port()}`,
  (values) => `fib daddr type ${op(values)}${values.draft.random.of(['local', 'local', 'unicast', 'broadcast'])}`,
  (values) => `fib saddr type ${op(values)}${values.draft.random.of(['local', 'unicast'])}`,
  (values, _, hook) =>
    ['prerouting', 'input', 'forward'].includes(hook)
      ? `fib saddr . iif oif ${values.draft.random.of(['missing', 'exists'])}`
      : null,
  (values, _, hook) => (seesInput(hook) ? `iifgroup ${op(values)}0` : null),
  (values, _, hook) =>
    hook === 'output' || hook === 'postrouting' ? `meta skuid ${op(values)}${values.draft.random.of([0, 1000])}` : null,
  (values, _, hook) =>
    seesInput(hook) ? `meta pkttype ${op(values)}${values.draft.random.of(['host', 'broadcast', 'multicast'])}` : null,
  (values, family) => (family === 'inet' ? `meta nfproto ${op(values)}${values.family}` : null),
  (values) => `${ipWord(values)} saddr ${op(values)}@addresses${values.family === 'ipv4' ? 4 : 6}`,
  (values) => `${ipWord(values)} daddr ${op(values)}@addresses${values.family === 'ipv4' ? 4 : 6}`,
  (values) => `${ipWord(values)} daddr vmap @verdicts${values.family === 'ipv4' ? 4 : 6}`,
  (values, _, hook) =>
    hook === 'forward'
      ? `iifname . oifname { "${values.device()}" . "${values.device()}", "up0" . "${values.device()}" }`
      : null,
  (values, _, hook) =>
    ['output', 'forward', 'postrouting'].includes(hook)
      ? `rt ${ipWord(values)} nexthop ${op(values)}${values.address()}`
      : null,
]

const link: readonly Maker[] = [
  (values, _, hook) => (seesInput(hook) ? `ether saddr ${op(values)}${values.mac()}` : null),
  (values, _, hook) => (seesInput(hook) ? `ether daddr ${op(values)}${values.mac()}` : null),
  (values) => `ether type ${op(values)}${values.draft.random.of(['ip', 'ip', 'ip6', 'arp'])}`,
  (values) => `meta protocol ${op(values)}${values.draft.random.of(['ip', 'ip6', 'arp'])}`,
  (values, family, hook) =>
    family === 'bridge' && seesInput(hook) ? `iifname ${op(values)}"${values.device()}"` : null,
  (values, family, hook) =>
    family === 'bridge' && seesOutput(hook) ? `oifname ${op(values)}"${values.device()}"` : null,
  () => `arp operation request`,
]

const arp: readonly Maker[] = [
  (values) => `arp operation ${op(values)}${values.draft.random.of(['request', 'reply'])}`,
  (values) => `arp saddr ip ${op(values)}${values.address()}`,
  (values) => `arp daddr ip ${op(values)}${values.address()}`,
  (values) => `arp saddr ether ${op(values)}${values.mac()}`,
]
