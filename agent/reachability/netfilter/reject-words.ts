import type { TargetUse } from '../../../collectors/netfilter/xtables/targets/index.ts'
import { icmpCode, icmpv6Code, icmpxCode } from '../../firewall/nft/symbols.ts'
import type { ExpressionOf } from './nftables/expressions/kinds.ts'

/** `reject with icmp-port-unreachable`, of REJECT; null for the other targets. */
export const targetRejectWords = (use: TargetUse): string | null =>
  use.kind === 'reject' ? `reject with ${use.info.answer}` : null

/**
 * `reject with tcp reset`, `reject with icmp port-unreachable`, as nft writes it with nothing left out.
 * @param family of the packet: the codes of ICMP and ICMPv6 differ
 */
export const rejectWords = (
  { type, icmpCode: code = 0 }: ExpressionOf<'reject'>,
  family: 'ipv4' | 'ipv6' | null,
): string => {
  if (type === 'tcp-reset') return 'reject with tcp reset'
  const [protocol, codes] =
    type === 'icmpx' ? ['icmpx', icmpxCode] : family === 'ipv6' ? ['icmpv6', icmpv6Code] : ['icmp', icmpCode]
  return `reject with ${protocol} ${codes.find(([, number]) => number === code)?.[0] ?? code}`
}
