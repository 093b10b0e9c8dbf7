import type { RuleLine } from './rule-line.ts'

type Table = RuleLine['table']

/** The same rules for both families. */
const both = (table: Table, chain: string, rules: readonly string[]): readonly RuleLine[] =>
  (['ipv4', 'ipv6'] as const).flatMap((family) => rules.map((rule) => ({ family, table, chain, rule })))

const only = (family: RuleLine['family'], table: Table, chain: string, rules: readonly string[]): readonly RuleLine[] =>
  rules.map((rule) => ({ family, table, chain, rule }))

const rejections: readonly RuleLine[] = [
  ...only('ipv4', 'filter', 'FORWARD', [
    '-j REJECT',
    '-j REJECT --reject-with icmp-net-unreachable',
    '-j REJECT --reject-with icmp-host-unreachable',
    '-j REJECT --reject-with icmp-proto-unreachable',
    '-j REJECT --reject-with icmp-port-unreachable',
    '-j REJECT --reject-with icmp-net-prohibited',
    '-j REJECT --reject-with icmp-host-prohibited',
    '-j REJECT --reject-with icmp-admin-prohibited',
    '-p tcp -j REJECT --reject-with tcp-reset',
  ]),
  ...only('ipv6', 'filter', 'FORWARD', [
    '-j REJECT',
    '-j REJECT --reject-with icmp6-no-route',
    '-j REJECT --reject-with icmp6-adm-prohibited',
    '-j REJECT --reject-with icmp6-addr-unreachable',
    '-j REJECT --reject-with icmp6-port-unreachable',
    '-j REJECT --reject-with icmp6-policy-fail',
    '-j REJECT --reject-with icmp6-reject-route',
    '-p tcp -j REJECT --reject-with tcp-reset',
  ]),
]

const logs = both('filter', 'FORWARD', [
  '-j LOG',
  '-j LOG --log-level 0',
  '-j LOG --log-level warning --log-prefix plain_prefix-1',
  '-j LOG --log-level debug --log-prefix "[UFW BLOCK] "',
  String.raw`-j LOG --log-prefix "a \"quoted\" \\ 'one': " --log-uid`,
  '-j LOG --log-prefix abcdefghijklmnopqrstuvwxyz012',
  '-j LOG --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode --log-level 7',
  '-j NFLOG',
  '-j NFLOG --nflog-group 65535 --nflog-threshold 65535 --nflog-size 4294967295',
  '-j NFLOG --nflog-group 1 --nflog-size 0 --nflog-prefix "with space"',
  '-j NFLOG --nflog-range 128 --nflog-prefix bare-prefix',
  '-j AUDIT --type accept',
  '-j AUDIT --type drop',
  '-j AUDIT --type reject',
])

const nat: readonly RuleLine[] = [
  ...only('ipv4', 'nat', 'PREROUTING', [
    '-j DNAT --to-destination 172.18.0.2',
    '-p tcp -j DNAT --to-destination 172.18.0.2:80',
    '-p tcp -j DNAT --to-destination 172.18.0.2-172.18.0.9:80-90',
    '-p udp -j DNAT --to-destination :53',
    '-p udp -j DNAT --to-destination 172.18.0.2:0-65535',
    '-p tcp -m tcp --dport 5000:5010 -j DNAT --to-destination 10.0.0.1:1000-1010/5000 --random',
    '-j DNAT --to-destination 255.255.255.255 --persistent',
    '-p tcp -j DNAT --to-destination 0.0.0.0:1 --random --persistent',
    '-p tcp -j REDIRECT',
    '-p tcp -j REDIRECT --to-ports 3128',
    '-p tcp -j REDIRECT --to-ports 1-65535 --random',
    '-j NETMAP --to 192.0.2.0/24',
    '-j NETMAP --to 192.0.2.1',
    '-j NETMAP --to 0.0.0.0/0',
    '-j NETMAP --to 10.1.0.0/255.255.0.255',
  ]),
  ...only('ipv6', 'nat', 'PREROUTING', [
    '-j DNAT --to-destination fd00::2',
    '-p tcp -j DNAT --to-destination [fd00::2]:80',
    '-p tcp -j DNAT --to-destination [fd00::2-fd00::9]:80-90',
    '-j DNAT --to-destination fd00::2-fd00::9',
    '-p udp -j DNAT --to-destination []:53',
    '-p tcp -m tcp --dport 5000:5010 -j DNAT --to-destination [fd00::1]:1000-1010/5000 --random',
    '-j DNAT --to-destination ::ffff:192.0.2.1 --persistent',
    '-j DNAT --to-destination 2001:db8:0:1::',
    '-p tcp -j REDIRECT',
    '-p tcp -j REDIRECT --to-ports 3128',
    '-p tcp -j REDIRECT --to-ports 1-65535 --random',
    '-j NETMAP --to fd00:1::/64',
    '-j NETMAP --to fd00::1',
    '-j NETMAP --to ::/0',
    '-j NETMAP --to fd00::/ffff:0:ffff::',
  ]),
  ...only('ipv4', 'nat', 'POSTROUTING', [
    '-j SNAT --to-source 192.0.2.1',
    '-p tcp -j SNAT --to-source 192.0.2.1-192.0.2.9:1024-65535 --random-fully',
    '-p tcp -j SNAT --to-source :1 --random --persistent',
    '-j MASQUERADE',
    '-j MASQUERADE --random --random-fully',
    '-p udp -j MASQUERADE --to-ports 1024-2048',
    '-p udp -j MASQUERADE --to-ports 0',
  ]),
  ...only('ipv6', 'nat', 'POSTROUTING', [
    '-j SNAT --to-source 2001:db8::1',
    '-p tcp -j SNAT --to-source [2001:db8::1-2001:db8::9]:1024-65535 --random-fully',
    '-p tcp -j SNAT --to-source []:1 --random --persistent',
    '-j MASQUERADE',
    '-j MASQUERADE --random --random-fully',
    '-p udp -j MASQUERADE --to-ports 1024-2048',
  ]),
]

const marks = both('mangle', 'PREROUTING', [
  '-j MARK --set-mark 1',
  '-j MARK --set-mark 0x4000/0x4000',
  '-j MARK --set-xmark 0/0',
  '-j MARK --and-mark 0xffffff00',
  '-j MARK --or-mark 0x80000000',
  '-j MARK --xor-mark 0xffffffff',
  '-j CONNMARK --save-mark',
  '-j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff00',
  '-j CONNMARK --restore-mark --mask 0xf0',
  '-j CONNMARK --set-mark 0x1/0xff',
  '-j CONNMARK --set-xmark 0xffffffff/0',
  '-j CONNMARK --set-mark 0x1 --left-shift-mark 4',
  '-j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff --right-shift-mark 31',
  '-j CONNSECMARK --save',
  '-j CONNSECMARK --restore',
])

const tracking = both('raw', 'PREROUTING', [
  '-j CT --notrack',
  '-j NOTRACK',
  '-j CT --zone 1',
  '-j CT --zone 65535 --ctevents new,related,destroy,reply,assured,protoinfo,helper,mark,natseqinfo,secmark',
  '-j CT --zone-orig 7 --expevents new',
  '-j CT --zone-reply mark',
  '-j CT --zone mark',
  '-p tcp -j CT --helper ftp --ctevents destroy',
  '-j TRACE',
])

const headers: readonly RuleLine[] = [
  ...both('mangle', 'FORWARD', [
    '-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
    '-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1360',
    '-p tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 0',
    '-p tcp -j TCPOPTSTRIP --strip-options timestamp,sack,2,253,255',
    '-p tcp -j TCPOPTSTRIP',
    '-j DSCP --set-dscp 0',
    '-j DSCP --set-dscp-class ef',
    '-j DSCP --set-dscp 0x3f',
    '-j TOS --set-tos 0x10',
    '-j TOS --set-tos Minimize-Delay',
    '-j TOS --set-tos 0x1/0x1f',
    '-j TOS --and-tos 0xfe',
    '-j TOS --or-tos 0x80',
    '-j TOS --xor-tos 0xff',
  ]),
  ...both('mangle', 'POSTROUTING', [
    '-j CLASSIFY --set-class 1:2',
    '-j CLASSIFY --set-class ffff:ffff',
    '-j CLASSIFY --set-class 0:0',
    '-j CHECKSUM --checksum-fill',
  ]),
  ...only('ipv4', 'mangle', 'PREROUTING', [
    '-j TTL --ttl-set 0',
    '-j TTL --ttl-dec 1',
    '-j TTL --ttl-inc 255',
    '-p tcp -j ECN --ecn-tcp-remove',
    '-p tcp -j ECN --ecn-tcp-cwr 1 --ecn-tcp-ece 0',
    '-j ECN --ecn-ip-ect 3',
    '-p tcp -j ECN --ecn-tcp-ece 1 --ecn-ip-ect 1',
  ]),
  ...only('ipv6', 'mangle', 'PREROUTING', ['-j HL --hl-set 255', '-j HL --hl-dec 1', '-j HL --hl-inc 64']),
]

const elsewhere: readonly RuleLine[] = [
  ...both('mangle', 'PREROUTING', [
    '-p tcp -j TPROXY --on-port 8080',
    '-p udp -j TPROXY --on-port 0 --tproxy-mark 0x1/0xff',
  ]),
  ...only('ipv4', 'mangle', 'PREROUTING', [
    '-p tcp -j TPROXY --on-port 65535 --on-ip 127.0.0.1 --tproxy-mark 1',
    '-j TEE --gateway 192.0.2.1',
    '-j TEE --gateway 192.0.2.1 --oif lo',
  ]),
  ...only('ipv6', 'mangle', 'PREROUTING', [
    '-p tcp -j TPROXY --on-port 65535 --on-ip ::1 --tproxy-mark 1',
    '-j TEE --gateway fe80::1',
    '-j TEE --gateway ff02::1 --oif lo',
  ]),
  ...both('filter', 'FORWARD', [
    '-j NFQUEUE',
    '-j NFQUEUE --queue-num 65535',
    '-j NFQUEUE --queue-num 3 --queue-bypass',
    '-j NFQUEUE --queue-balance 0:3',
    '-j NFQUEUE --queue-balance 1:65534 --queue-bypass --queue-cpu-fanout',
    '-j RATEEST --rateest-name short --rateest-interval 250ms --rateest-ewmalog 500ms',
    '-j RATEEST --rateest-name name-of-15-chars --rateest-interval 1s --rateest-ewmalog 16s',
    '-j RATEEST --rateest-name long --rateest-interval 8s --rateest-ewmalog 512s',
    '-j IDLETIMER --timeout 2147482 --label an_idle_label',
    '-j IDLETIMER --timeout 1 --label an.alarm --alarm',
    '-p tcp -m conntrack --ctstate INVALID,UNTRACKED -j SYNPROXY',
    '-p tcp -m conntrack --ctstate UNTRACKED -j SYNPROXY --sack-perm --timestamp --wscale 14 --mss 65535 --ecn',
  ]),
  ...only('ipv4', 'mangle', 'FORWARD', [
    '-j HMARK --hmark-tuple src,dst,sport,dport,proto --hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xfeedcafe',
    '-j HMARK --hmark-src-prefix 24 --hmark-dst-prefix 0 --hmark-mod 1 --hmark-rnd 0',
    '-j HMARK --hmark-tuple ct,src --hmark-sport 1 --hmark-dport 0x8000 --hmark-mod 4294967295 --hmark-rnd 1',
    '-j HMARK --hmark-spi-mask 0xff --hmark-spi 0x80000000 --hmark-mod 10 --hmark-rnd 2',
    '-j HMARK --hmark-sport-mask 0x1 --hmark-dport-mask 0xff00 --hmark-proto-mask 0x5 --hmark-mod 7 --hmark-rnd 2',
  ]),
  ...only('ipv6', 'mangle', 'FORWARD', [
    '-j HMARK --hmark-tuple src,dst,sport,dport,proto --hmark-mod 10 --hmark-offset 100 --hmark-rnd 0xfeedcafe',
    '-j HMARK --hmark-src-prefix 65 --hmark-dst-prefix 0 --hmark-mod 1 --hmark-rnd 0',
  ]),
  ...only('ipv6', 'mangle', 'PREROUTING', [
    '-j DNPT --src-pfx 2001:db8:1::/48 --dst-pfx fd00:2::/64',
    '-j DNPT --src-pfx ::/0 --dst-pfx fd00::/8',
  ]),
  ...only('ipv6', 'mangle', 'POSTROUTING', ['-j SNPT --src-pfx fd00:2::/64 --dst-pfx 2001:db8:1::/48']),
]

const sets: readonly RuleLine[] = [
  ...only('ipv4', 'mangle', 'PREROUTING', [
    '-j SET --add-set set0 src',
    '-j SET --del-set set1 dst,src',
    '-j SET --add-set set1 src,dst --exist --timeout 0',
    '-j SET --add-set set1 src,dst --timeout 4294967 --del-set set0 dst',
    '-j SET --map-set set1 src,dst --map-mark',
  ]),
  // Priority and queue are chosen behind routing.
  ...only('ipv4', 'mangle', 'POSTROUTING', [
    '-j SET --map-set set1 src,dst --map-mark --map-prio --map-queue',
    '-j SET --map-set set1 dst,dst --map-queue',
  ]),
  ...only('ipv6', 'mangle', 'PREROUTING', ['-j SET --add-set set2 src,src --exist', '-j SET --del-set set2 dst,dst']),
]

/** Rules with the targets: a few of each, with the values at the edges. */
export const targetRules: readonly RuleLine[] = [
  ...rejections,
  ...logs,
  ...nat,
  ...marks,
  ...tracking,
  ...headers,
  ...elsewhere,
  ...sets,
]
