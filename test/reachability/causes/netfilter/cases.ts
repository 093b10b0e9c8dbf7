import type { FaultCase } from '../plain-lab.ts'

const iptables = (...rules: readonly string[]): string[] => rules.map((rule) => `iptables-nft -w ${rule}`)

const aToB = { from: 'a', protocol: 'tcp', destination: '10.9.0.3', port: 80 } as const
const aToLan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 80 } as const
const aToHost = { from: 'a', protocol: 'tcp', destination: '10.9.0.1', port: 80 } as const
const lanToHost = { from: 'lan', protocol: 'tcp', destination: '192.168.77.1', port: 80 } as const
const lanToB = { from: 'lan', protocol: 'tcp', destination: '10.9.0.3', port: 80 } as const
const wayToB = ['ip route add 10.9.0.0/24 via 192.168.77.1']

/** Rules and policies of all kinds of tools, on the host and inside containers. */
export const netfilterCases: readonly FaultCase[] = [
  {
    cause: 'forward-policy-drop',
    break: { host: iptables('-P FORWARD DROP') },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 0],
    further: [],
  },
  {
    cause: 'forward-policy-drop',
    about: 'of iptables-legacy',
    break: { host: ['iptables-legacy -w -P FORWARD DROP'] },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 0],
  },
  {
    cause: 'forward-policy-drop',
    about: 'of nftables',
    break: { host: ["nft 'table inet lab { chain forward { type filter hook forward priority 0; policy drop; }; }'"] },
    question: aToLan,
    outcome: 'timeout',
    rule: ['forward', 0],
  },
  {
    cause: 'icc-disabled',
    break: { host: iptables('-A FORWARD -i br0 -o br0 -j DROP') },
    question: aToB,
    outcome: 'timeout',
    rule: ['FORWARD', 1],
  },
  {
    cause: 'unpublished-port-drop',
    break: { host: iptables('-A FORWARD ! -i br0 -o br0 -j DROP'), lan: wayToB },
    question: lanToB,
    outcome: 'timeout',
    rule: ['FORWARD', 1],
  },
  {
    cause: 'direct-access-raw-drop',
    break: { host: iptables('-t raw -A PREROUTING -d 10.9.0.3 ! -i br0 -j DROP'), lan: wayToB },
    question: lanToB,
    outcome: 'timeout',
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'docker-user-drop',
    break: {
      host: iptables(
        '-N DOCKER-USER',
        '-I FORWARD -j DOCKER-USER',
        '-A DOCKER-USER -s 10.9.0.77 -j RETURN',
        '-A DOCKER-USER -d 10.9.0.3 -p tcp --dport 80 -j DROP',
        '-A DOCKER-USER -j RETURN',
      ),
    },
    question: aToB,
    outcome: 'timeout',
    rule: ['DOCKER-USER', 2],
  },
  {
    cause: 'docker-user-drop',
    about: 'in a chain behind it',
    break: {
      host: iptables(
        '-N DOCKER-USER',
        '-N mine',
        '-A FORWARD -j DOCKER-USER',
        '-A DOCKER-USER -j mine',
        '-A mine -d 10.9.0.3 -j REJECT',
      ),
    },
    question: aToB,
    outcome: 'refused',
    rule: ['mine', 1],
  },
  {
    cause: 'host-input-drop',
    break: { host: iptables('-A INPUT -i br0 -j DROP') },
    question: aToHost,
    outcome: 'timeout',
    rule: ['INPUT', 1],
  },
  {
    cause: 'host-input-drop',
    about: 'rejected by a table of nftables',
    break: {
      host: [
        "nft 'table inet lab { chain input { type filter hook input priority 0; iifname br0 tcp dport 80 reject; }; }'",
      ],
    },
    question: aToHost,
    outcome: 'refused',
    rule: ['input', 1],
  },
  {
    cause: 'firewalld-reject',
    break: {
      host: [
        "nft 'table inet firewalld { chain filter_FORWARD { type filter hook forward priority 10; ct state established,related accept; reject with icmpx admin-prohibited; }; }'",
      ],
    },
    question: aToLan,
    outcome: 'host-unreachable',
    rule: ['filter_FORWARD', 2],
    mended: null,
  },
  {
    cause: 'legacy-and-nft-mixed',
    break: { host: ['iptables-legacy -w -P FORWARD DROP', ...iptables('-A FORWARD -j ACCEPT')] },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 0],
  },
  {
    cause: 'second-base-chain-drop',
    break: {
      host: [
        ...iptables('-A FORWARD -i br0 -j ACCEPT'),
        "nft 'table inet other { chain last { type filter hook forward priority 10; policy drop; }; }'",
      ],
    },
    question: aToLan,
    outcome: 'timeout',
    rule: ['last', 0],
  },
  {
    cause: 'br-netfilter-surprise',
    break: { host: iptables('-P FORWARD DROP') },
    question: aToB,
    outcome: 'timeout',
    rule: ['FORWARD', 0],
  },
  {
    cause: 'netdev-or-tc-drop',
    break: {
      host: [
        "nft 'table netdev lab { chain incoming { type filter hook ingress device va priority 0; ip protocol tcp drop; }; }'",
      ],
    },
    question: aToB,
    outcome: 'timeout',
    rule: ['incoming', 1],
  },
  {
    cause: 'container-own-firewall',
    break: { b: iptables('-A INPUT -p tcp --dport 80 -j REJECT --reject-with tcp-reset') },
    question: aToB,
    outcome: 'refused',
    rule: ['INPUT', 1],
  },
  {
    cause: 'container-own-firewall',
    about: 'of the one that asks, for the answer',
    break: { a: iptables('-A INPUT -p tcp -j DROP') },
    question: aToB,
    outcome: 'timeout',
    rule: ['INPUT', 1],
  },
  {
    cause: 'ct-invalid-drop',
    break: {
      host: iptables('-A FORWARD -m conntrack --ctstate INVALID -j DROP'),
      // What goes to b takes another way than its answers.
      lan: [
        'ip link add eth1 type veth peer name eth1 netns <b>',
        'ip link set eth1 up',
        'ip route add 10.9.0.3 dev eth1',
      ],
      b: ['ip link set eth1 up', 'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0'],
    },
    question: lanToB,
    outcome: 'timeout',
    rule: ['FORWARD', 1],
  },
  {
    cause: 'ban-list-hit',
    about: 'of fail2ban',
    break: {
      host: iptables(
        '-N f2b-sshd',
        '-A INPUT -p tcp -j f2b-sshd',
        '-A f2b-sshd -s 192.168.77.50 -j REJECT --reject-with icmp-port-unreachable',
      ),
    },
    question: lanToHost,
    outcome: 'refused',
    rule: ['f2b-sshd', 1],
    mended: null,
  },
  {
    cause: 'ban-list-hit',
    about: 'in an ipset',
    break: {
      host: [
        'ipset create banned hash:ip',
        'ipset add banned 192.168.77.50',
        ...iptables('-A INPUT -m set --match-set banned src -j DROP'),
      ],
    },
    question: lanToHost,
    outcome: 'timeout',
    rule: ['INPUT', 1],
  },
  {
    cause: 'ban-list-hit',
    about: 'in a set of nftables',
    break: {
      host: [
        "nft 'table inet guard { set bad { type ipv4_addr; elements = { 192.168.77.50 }; }; chain incoming { type filter hook input priority -1; ip saddr @bad drop; }; }'",
      ],
    },
    question: lanToHost,
    outcome: 'timeout',
    rule: ['incoming', 1],
  },
  {
    cause: 'ufw-forward-drop',
    break: { host: iptables('-P FORWARD DROP', '-N ufw-user-forward', '-A FORWARD -j ufw-user-forward') },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 0],
    mended: null,
  },
  {
    cause: 'filter-drop-forward',
    about: 'what comes next, and after that',
    break: {
      host: iptables('-A FORWARD -d 192.168.77.50 -p tcp -j DROP', '-P FORWARD DROP'),
      lan: iptables('-A INPUT -p tcp --dport 80 -j DROP'),
    },
    question: aToLan,
    outcome: 'timeout',
    rule: ['FORWARD', 1],
    further: ['forward-policy-drop', 'container-own-firewall'],
    mended: 'timeout',
  },
]
