import type { FaultCase } from '../plain-lab.ts'

const nat = (...rules: readonly string[]): string[] => rules.map((rule) => `iptables-nft -w -t nat ${rule}`)

const published = { protocol: 'tcp', destination: '192.168.77.1', port: 8080 } as const
const fromLan = { from: 'lan', ...published } as const
const fromA = { from: 'a', ...published } as const
const aToLan = { from: 'a', protocol: 'tcp', destination: '192.168.77.50', port: 80 } as const

const leadTo = (target: string, chain = 'PREROUTING'): string =>
  `-A ${chain} -p tcp --dport 8080 -j DNAT --to-destination ${target}`

/** Published ports as Docker writes them, and what may be wrong with them. */
export const natCases: readonly FaultCase[] = [
  {
    cause: 'dnat-stale-target',
    break: { host: nat(leadTo('10.9.0.99:80')) },
    question: fromLan,
    outcome: 'host-unreachable',
    rule: ['PREROUTING', 1],
    mended: 'refused',
  },
  {
    cause: 'hairpin-off',
    break: {
      host: nat(leadTo('10.9.0.2:80'), '-A POSTROUTING -s 10.9.0.2 -d 10.9.0.2 -p tcp --dport 80 -j MASQUERADE'),
    },
    question: fromA,
    outcome: 'timeout',
  },
  {
    cause: 'hairpin-masq-missing',
    break: { host: [...nat(leadTo('10.9.0.2:80')), 'bridge link set dev va hairpin on'] },
    question: fromA,
    outcome: 'timeout',
  },
  {
    cause: 'br-netfilter-missing',
    break: { host: [...nat(leadTo('10.9.0.3:80')), 'sysctl -qw net.bridge.bridge-nf-call-iptables=0'] },
    question: fromA,
    outcome: 'timeout',
  },
  {
    cause: 'route-localnet-off',
    break: { host: nat(leadTo('10.9.0.3:80', 'OUTPUT')) },
    question: { from: 'host', protocol: 'tcp', destination: '127.0.0.1', port: 8080 },
    outcome: 'timeout',
  },
  {
    cause: 'notrack',
    break: {
      host: [...nat(leadTo('10.9.0.3:80')), 'iptables-nft -w -t raw -A PREROUTING -p tcp --dport 8080 -j CT --notrack'],
    },
    question: fromLan,
    outcome: 'refused',
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'snat-address-gone',
    break: {
      host: nat('-F POSTROUTING', '-A POSTROUTING -s 10.9.0.0/24 ! -o br0 -j SNAT --to-source 192.168.77.200'),
    },
    question: aToLan,
    outcome: 'timeout',
    rule: ['POSTROUTING', 1],
    mended: 'timeout',
  },
  {
    cause: 'hostport-hijack',
    break: {
      host: nat(
        '-N KUBE-NODEPORTS',
        '-N DOCKER',
        '-A PREROUTING -j KUBE-NODEPORTS',
        '-A PREROUTING -j DOCKER',
        leadTo('10.9.0.99:80', 'KUBE-NODEPORTS'),
        leadTo('10.9.0.3:80', 'DOCKER'),
      ),
    },
    question: fromLan,
    outcome: 'host-unreachable',
    rule: ['KUBE-NODEPORTS', 1],
    mended: null,
  },
  {
    cause: 'dual-host-port',
    break: {
      host: nat(
        '-N DOCKER',
        '-A PREROUTING -j DOCKER',
        leadTo('10.9.0.99:80', 'DOCKER'),
        leadTo('10.9.0.3:80', 'DOCKER'),
      ),
    },
    question: fromLan,
    outcome: 'host-unreachable',
    rule: ['DOCKER', 1],
  },
]
