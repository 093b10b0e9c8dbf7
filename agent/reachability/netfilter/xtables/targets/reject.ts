import { sendIcmpError } from '../../../errors/icmp-error.ts'
import { sendReset } from '../../../errors/reset.ts'
import { drop } from '../../drop.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

/** Code of `destination unreachable` (type 3, linux/icmp.h) by what the rule says. */
const icmpCodes: { readonly [answer: string]: number } = {
  'icmp-net-unreachable': 0,
  'icmp-host-unreachable': 1,
  'icmp-proto-unreachable': 2,
  'icmp-port-unreachable': 3,
  'icmp-net-prohibited': 9,
  'icmp-host-prohibited': 10,
  'icmp-admin-prohibited': 13,
}

/** Code of `destination unreachable` (type 1, linux/icmpv6.h). */
const icmpv6Codes: { readonly [answer: string]: number } = {
  'icmp6-no-route': 0,
  'icmp6-adm-prohibited': 1,
  'icmp6-addr-unreachable': 3,
  'icmp6-port-unreachable': 4,
  'icmp6-policy-fail': 5,
  'icmp6-reject-route': 6,
}

/** REJECT (reject_tg, net/ipv4/netfilter/ipt_REJECT.c; reject_tg6, net/ipv6/netfilter/ip6t_REJECT.c): an answer, then the end. */
export const reject: TargetOf<InfoOf<'reject'>> = ({ answer }) => {
  const code = icmpCodes[answer] ?? icmpv6Codes[answer]
  const type = answer in icmpCodes ? 3 : 1
  return (context) => {
    const { trial, space, packet } = context
    if (answer === 'tcp-reset') sendReset(trial, space, packet)
    else if (code !== undefined) sendIcmpError(trial, space, packet, { type, code })
    return drop(context, 'rejected', () => `it is rejected with ${answer}`)
  }
}
