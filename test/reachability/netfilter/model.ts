import { conntrackConfirm, conntrackIn } from '../../../agent/reachability/netfilter/conntrack/hooks.ts'
import type { Context, HookName, HookVerdict } from '../../../agent/reachability/netfilter/context.ts'
import { masquerade } from '../../../agent/reachability/netfilter/nat/masquerade.ts'
import type { Manip, NatRange } from '../../../agent/reachability/netfilter/nat/range.ts'
import { redirect } from '../../../agent/reachability/netfilter/nat/redirect.ts'
import { runNat } from '../../../agent/reachability/netfilter/nat/run-nat.ts'
import { setUpNat } from '../../../agent/reachability/netfilter/nat/set-up.ts'
import {
  destinationOf,
  destinationPortOf,
  familyOf,
  sourceOf,
  ttlOf,
} from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { setTos, setTtl } from '../../../agent/reachability/packet/rewrite.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'

export const devices = ['wa', 'wb'] as const

export interface NatRule {
  readonly manip: Manip
  readonly family: 'ipv4' | 'ipv6'
  /** IPPROTO_*, with the name that nft has for it. */
  readonly protocol: readonly [number, string]
  /** Of TCP and UDP; null: any. */
  readonly port: number | null
  readonly action: 'map' | 'masquerade' | 'redirect'
  readonly range: NatRange
}

/** The rule as nft writes it. */
export const nftRule = ({ manip, family, protocol: [, name], port, action, range }: NatRule): string => {
  const { minAddress = '', maxAddress = minAddress, minPort, maxPort = minPort } = range
  const written = (address: string): string => (family === 'ipv6' && minPort !== undefined ? `[${address}]` : address)
  const addresses =
    minAddress === ''
      ? ''
      : minAddress === maxAddress
        ? written(minAddress)
        : `${written(minAddress)}-${written(maxAddress)}`
  const ports = minPort === undefined ? '' : `:${minPort}${minPort === maxPort ? '' : `-${maxPort}`}`
  const words = {
    map: `${manip === 'source' ? 'snat' : 'dnat'} ${family === 'ipv6' ? 'ip6' : 'ip'} to ${addresses}${ports}`,
    masquerade: ports === '' ? 'masquerade' : `masquerade to ${ports}`,
    redirect: ports === '' ? 'redirect' : `redirect to ${ports}`,
  }
  const match = `meta nfproto ${family} meta l4proto ${name}${port === null ? '' : ` th dport ${port}`}`
  return `${match} ${words[action]}${range.persistent === true ? ' persistent' : ''}`
}

const states = ['new', 'established', 'related', 'invalid', 'untracked']

/** The whole ruleset; what the forwarded packet is to conntrack is written into its DSCP. */
export const ruleset = (rules: readonly NatRule[]): string => {
  const chain = (manip: Manip): string[] => rules.filter((rule) => rule.manip === manip).map(nftRule)
  const marks = states.flatMap((state, at) =>
    ['ip', 'ip6'].flatMap((family) => [
      `ct state ${state} ${family} dscp set ${2 * at + 2}`,
      `ct state ${state} ct direction reply ${family} dscp set ${2 * at + 3}`,
    ]),
  )
  return [
    'flush ruleset',
    'table inet judged {',
    'chain pre { type nat hook prerouting priority -100;',
    ...chain('destination'),
    '}',
    'chain post { type nat hook postrouting priority 100;',
    ...chain('source'),
    '}',
    'chain told { type filter hook forward priority 0;',
    ...marks,
    '}',
    // The router never answers.
    'chain own { type filter hook input priority 0; policy drop; }',
    '}',
    '',
  ].join('\n')
}

/** What chains of NAT do with a packet: the first rule that fits maps it. */
const chainOf =
  (rules: readonly NatRule[], manip: Manip) =>
  (context: Context): HookVerdict => {
    const { packet } = context
    for (const rule of rules) {
      if (rule.manip !== manip || rule.family !== familyOf(packet) || rule.protocol[0] !== packet.protocol) continue
      if (rule.port !== null && rule.port !== destinationPortOf(packet)) continue
      if (rule.action === 'masquerade') return masquerade(context, rule.range)
      if (rule.action === 'redirect') return redirect(context, rule.range)
      return setUpNat(context, rule.range, manip)
    }
    return 'accept'
  }

const wireOf = (address: string): 0 | 1 => (address.startsWith('10.1.') || address.startsWith('fd00:1:') ? 0 : 1)
const isOwn = (address: string): boolean => /^(10\.[12]\.0\.1|fd00:[12]::1)$/.test(address)

/**
 * The packet as the router forwards it, and by which wire; null where it ends there. What a connection without free port gets is
 * not told.
 */
export const forwarded = (
  trial: Trial,
  space: Space,
  packet: Packet,
  from: 0 | 1,
  rules: readonly NatRule[],
): { readonly wire: 0 | 1; readonly packet: Packet } | null => {
  const context = (hook: HookName, to: 0 | 1 | null): Context => ({
    trial,
    space,
    packet,
    family: familyOf(packet) === 'ipv4' ? 'ip' : 'ip6',
    hook,
    in: hook === 'postrouting' ? null : (space.deviceNamed(devices[from]) ?? null),
    out: to === null ? null : (space.deviceNamed(devices[to]) ?? null),
    rule: null,
  })
  const pre = context('prerouting', null)
  if (conntrackIn(pre) !== 'accept') return null
  if (runNat(pre, [chainOf(rules, 'destination')], 'destination') !== 'accept') return null
  const destination = destinationOf(packet)
  if (isOwn(destination)) return null
  // Nobody else may have an address of the router (__fib_validate_source).
  if (familyOf(packet) === 'ipv4' && isOwn(sourceOf(packet))) return null
  const wire = wireOf(destination)
  setTtl(packet, ttlOf(packet) - 1)
  const { connection } = packet
  const state =
    connection === null || connection === 'invalid'
      ? 'invalid'
      : connection === 'untracked'
        ? connection
        : packet.connectionState
  const isReply = typeof connection === 'object' && packet.direction === 'reply'
  setTos(packet, (2 * states.indexOf(state) + (isReply ? 3 : 2)) << 2)
  const post = context('postrouting', wire)
  if (runNat(post, [chainOf(rules, 'source')], 'source') !== 'accept') return null
  return conntrackConfirm(post) === 'accept' ? { wire, packet } : null
}
