import { named, u32 } from '../../../wire/scalars.ts'
import { struct } from '../../../wire/struct.ts'
import { extension } from '../extension.ts'

/** enum ipt_reject_with; the kernel refuses rules with 4, IPT_ICMP_ECHOREPLY. */
const ipv4Answer = named(u32, {
  0: 'icmp-net-unreachable',
  1: 'icmp-host-unreachable',
  2: 'icmp-proto-unreachable',
  3: 'icmp-port-unreachable',
  5: 'icmp-net-prohibited',
  6: 'icmp-host-prohibited',
  7: 'tcp-reset',
  8: 'icmp-admin-prohibited',
})

/** enum ip6t_reject_with; ip6tables has no word for 2, IP6T_ICMP6_NOT_NEIGHBOUR, and the kernel refuses 5, IP6T_ICMP6_ECHOREPLY. */
const ipv6Answer = named(u32, {
  0: 'icmp6-no-route',
  1: 'icmp6-adm-prohibited',
  3: 'icmp6-addr-unreachable',
  4: 'icmp6-port-unreachable',
  6: 'tcp-reset',
  7: 'icmp6-policy-fail',
  8: 'icmp6-reject-route',
})

const ipv4Info = struct(
  { name: 'ipt_reject_info', header: 'linux/netfilter_ipv4/ipt_REJECT.h', size: 4 },
  { answer: [0, ipv4Answer, 'with'] },
)

const ipv6Info = struct(
  { name: 'ip6t_reject_info', header: 'linux/netfilter_ipv6/ip6t_REJECT.h', size: 4 },
  { answer: [0, ipv6Answer, 'with'] },
)

/** `-j REJECT`: drops, and says so to the sender. */
export const reject = extension({
  name: 'REJECT',
  revisions: { 0: { ipv4: ipv4Info, ipv6: ipv6Info } },
  save: ({ answer }) => ['--reject-with', answer],
})
