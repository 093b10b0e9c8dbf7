import { expect, test } from 'vitest'
import { matchVocabulary } from '../../collectors/netfilter/xtables/matches/index.ts'
import { contextOf } from './capture.ts'
import { compatRules } from './compat-rules.ts'
import { scratchNamespace } from './scratch-namespace.ts'

/** Rules as ebtables-nft takes them; what stands before the match is nf_tables' own. */
const rules: readonly string[] = [
  '-p LENGTH --802_3-sap 0xaa --802_3-type ! 0x0800',
  '-p LENGTH --802_3-sap ! 0x5',
  '-p ARP --arp-op Request --arp-htype ! 1 --arp-ptype 0x800 --arp-ip-src 10.0.0.0/8 --arp-ip-dst ! 10.1.1.1',
  '-p ARP --arp-op ! 77 --arp-ip-src 10.0.0.0/255.0.255.0 ! --arp-gratuitous',
  '-p ARP --arp-op 0 --arp-mac-src 02:00:00:00:00:00/ff:00:00:00:00:00 --arp-mac-dst ! 02:42:ac:11:00:02',
  '-p ARP --arp-op ARP_NAK --arp-gratuitous',
  '-p IPv4 --ip-src ! 10.0.0.0/8 --ip-dst 192.0.2.1 --ip-tos 0x0a --ip-proto tcp --ip-sport 80 --ip-dport 1000:2000',
  '-p IPv4 --ip-tos ! 0xff --ip-proto ! 200',
  '-p IPv4 --ip-src 10.0.0.0/255.0.255.0 --ip-dst ! 0.0.0.0/0',
  '-p IPv4 --ip-proto udp --ip-sport ! 0:65535 --ip-dport ! 53',
  '-p IPv4 --ip-proto icmp --ip-icmp-type echo-request',
  '-p IPv4 --ip-proto icmp --ip-icmp-type ! 8:10/2:3',
  '-p IPv4 --ip-proto icmp --ip-icmp-type 3/3',
  '-p IPv4 --ip-proto icmp --ip-icmp-type 200/0:7',
  '-p IPv4 --ip-proto igmp --ip-igmp-type membership-query',
  '-p IPv4 --ip-proto igmp --ip-igmp-type ! 5',
  '-p IPv4 --ip-proto igmp --ip-igmp-type 17:34',
  '-p IPv6 --ip6-src ! 2001:db8::/32 --ip6-dst 2001:db8::1 --ip6-tclass 0x0a --ip6-proto tcp --ip6-sport ! 80 --ip6-dport 1000:2000',
  '-p IPv6 --ip6-src 2001:db8::1/ffff::ff --ip6-dst ! ::/0 --ip6-tclass ! 0 --ip6-proto ! 253',
  '-p IPv6 --ip6-proto ipv6-icmp --ip6-icmp-type ! neighbour-solicitation',
  '-p IPv6 --ip6-proto ipv6-icmp --ip6-icmp-type 1:3/1:4',
  '-p IPv6 --ip6-proto ipv6-icmp --ip6-icmp-type 1/9',
  '--mark 1',
  '--mark ! 1/0xff',
  '--mark /0xff',
  '--pkttype-type ! broadcast',
  '--pkttype-type fastroute',
  '--pkttype-type 77',
  '-d BGA --stp-type config --stp-flags topology-change --stp-root-prio 1:2 --stp-root-addr ! 02:00:00:00:00:01 --stp-root-cost 3:4294967295',
  '-d BGA --stp-sender-prio 5 --stp-sender-addr 02:00:00:00:00:02/ff:ff:ff:00:00:00 --stp-port ! 6:7 --stp-msg-age 8 --stp-max-age 9',
  '-d BGA --stp-hello-time ! 10 --stp-forward-delay 11:12',
  '-d BGA --stp-type tcn',
  '-d BGA --stp-type ! 5 --stp-flags topology-change-ack',
  '-d BGA --stp-type 7 --stp-flags ! 5',
  '-p 802_1Q --vlan-id ! 5',
  '-p 802_1Q --vlan-prio ! 3 --vlan-encap ! 0800',
  '-p 802_1Q --vlan-encap IPv4',
]

test('matches of ebtables-nft are written as ebtables-nft-save writes them', () => {
  using namespace = scratchNamespace()
  const input = ['*filter', ...rules.map((rule) => `-A FORWARD ${rule} -j ACCEPT`), ''].join('\n')
  namespace.run(['ebtables-nft-restore'], input)
  const saved = namespace.run(['ebtables-nft-save']).split('\n')
  // After the types of IGMP it forgets the space.
  const theirs = saved.flatMap((line) => /^-A FORWARD (?:-[pd] \S+ )?(.*?) ?-j ACCEPT$/.exec(line)?.[1] ?? [])
  const context = contextOf('bridge')
  const ours = compatRules(namespace.path, 'bridge').map((rule) =>
    rule
      .flatMap(({ name, revision, bytes }) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
        const match = matchVocabulary.decode({ family: 'bridge', name, revision }, view, 0, bytes.length)
        return matchVocabulary.save(match, context)?.words ?? `unknown ${name}`
      })
      .join(' '),
  )
  expect(ours).toEqual(theirs)
  expect(ours.length).toBe(rules.length)
})
