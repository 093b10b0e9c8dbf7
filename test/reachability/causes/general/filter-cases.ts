import type { FaultCase } from '../plain-lab.ts'

const iptables = (...rules: readonly string[]): string[] => rules.map((rule) => `iptables-nft -w ${rule}`)

const aToLan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 80 } as const
const hostToLan = { from: 'host', protocol: 'tcp', destination: '192.168.77.50', port: 80 } as const
const lanToHost = { from: 'lan', protocol: 'tcp', destination: '192.168.77.1', port: 80 } as const

/** Rules that are nobody's special case: by the hook at which they stand. */
export const filterCases: readonly FaultCase[] = [
  {
    cause: 'filter-drop-prerouting',
    break: { host: iptables('-t mangle -A PREROUTING -p tcp --dport 80 -j DROP') },
    question: lanToHost,
    outcome: 'timeout',
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'filter-drop-input',
    break: { host: iptables('-A INPUT -p tcp --dport 80 -j DROP') },
    question: lanToHost,
    outcome: 'timeout',
    rule: ['INPUT', 1],
  },
  {
    cause: 'filter-drop-forward',
    break: { host: iptables('-A FORWARD -p tcp --dport 80 -j DROP') },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 1],
  },
  {
    cause: 'filter-drop-output',
    break: { host: iptables('-A OUTPUT -p tcp --dport 80 -j DROP') },
    question: hostToLan,
    outcome: 'timeout',
    rule: ['OUTPUT', 1],
  },
  {
    cause: 'filter-drop-postrouting',
    break: { host: iptables('-t mangle -A POSTROUTING -p tcp --dport 80 -j DROP') },
    question: aToLan,
    outcome: 'timeout',
    rule: ['POSTROUTING', 1],
  },
  {
    cause: 'filter-reject-prerouting',
    break: {
      host: [
        "nft 'table inet lab { chain early { type filter hook prerouting priority -150; tcp dport 80 reject with tcp reset; }; }'",
      ],
    },
    question: lanToHost,
    outcome: 'refused',
    rule: ['early', 1],
    told: 'reject with tcp reset',
  },
  {
    cause: 'filter-reject-input',
    break: { host: iptables('-A INPUT -p tcp --dport 80 -j REJECT') },
    question: lanToHost,
    outcome: 'refused',
    rule: ['INPUT', 1],
    told: 'reject with icmp-port-unreachable',
  },
  {
    cause: 'filter-reject-forward',
    break: { host: iptables('-A FORWARD -p tcp --dport 80 -j REJECT --reject-with icmp-host-prohibited') },
    question: aToLan,
    outcome: 'host-unreachable',
    rule: ['FORWARD', 1],
    told: 'reject with icmp-host-prohibited',
  },
  {
    cause: 'filter-reject-forward',
    about: 'a rule of iptables-legacy',
    break: { host: ['iptables-legacy -w -A FORWARD -p tcp --dport 80 -j REJECT --reject-with tcp-reset'] },
    question: aToLan,
    outcome: 'refused',
    rule: ['FORWARD', 1],
    told: 'reject with tcp-reset',
  },
  {
    cause: 'filter-reject-output',
    break: { host: iptables('-A OUTPUT -p tcp --dport 80 -j REJECT') },
    question: hostToLan,
    outcome: 'refused',
    rule: ['OUTPUT', 1],
  },
]
