/** Rules of every kind that nft 1.0.6 can write and the kernel of the tests takes, by family and by where packets come in. */
const rules: { readonly [family: string]: { readonly [entry: string]: readonly string[] } } = {
  inet: {
    'filter hook forward priority filter + 5; policy drop': [
      'ip saddr 10.0.0.0/8 tcp dport 80 counter packets 7 bytes 9 accept comment "hello"',
      'tcp dport { 80, 443 } accept',
      'tcp dport != { 80, 443 } counter',
      'ip saddr vmap { 10.0.0.1 : accept, 10.0.0.2 : jump u, 10.0.0.3 : goto u, 10.0.0.4 : return, 10.0.0.5 : continue, 10.0.0.6 : drop }',
      'tcp dport 22 jump { ip saddr 10.0.0.1 accept; counter drop; }',
      'meta mark set ct mark and 0xff or 0x100',
      'tcp dport 1000-2000 drop',
      'tcp dport != 1000-2000 ct state established,related accept',
      'ct original ip saddr 10.0.0.1 ct mark set 5',
      'ct reply packets > 100 ct status dnat ct direction reply ct expiration 10s-20s',
      'fib saddr . iif oif missing drop',
      'fib daddr type local accept',
      'limit rate 10/second burst 20 packets log prefix "hey " level warn flags all',
      'limit rate over 10 kbytes/minute',
      'log group 5 snaplen 100 queue-threshold 10',
      'log prefix "only: " level debug',
      'quota over 20 mbytes drop',
      'ct count over 10 drop',
      'add @conns { ip saddr ct count over 10 } drop',
      'add @addresses { ip saddr timeout 5m counter }',
      'update @addresses { ip saddr limit rate 5/second }',
      'update @several { ip saddr counter quota over 5 mbytes }',
      'delete @addresses { ip saddr }',
      'update @learned { ip saddr : tcp dport }',
      'counter name "c1" quota name "q1" limit name "l1"',
      'reject with icmpx type port-unreachable',
      'meta l4proto tcp reject with tcp reset',
      'reject with icmp type host-prohibited',
      'exthdr hbh exists',
      'frag more-fragments 1',
      'tcp option maxseg size set 1400',
      'tcp option maxseg size set rt mtu',
      'tcp option sack exists',
      'reset tcp option sack-perm',
      'ip option rr exists',
      'sctp chunk init exists',
      'rt classid 5 rt ip nexthop 10.0.0.1',
      'rt ip6 nexthop fd00::1',
      'rt ipsec exists',
      'osf ttl skip name "Linux"',
      'osf ttl loose version "Linux:2.6"',
      'meta mark set numgen inc mod 10 offset 5',
      'meta mark set numgen random mod 10',
      'meta mark set jhash ip saddr mod 10 seed 0xdeadbeef offset 3',
      'meta mark set symhash mod 2',
      'synproxy mss 1400 wscale 7 timestamp sack-perm',
      'ipsec in reqid 5',
      'ipsec out ip saddr 10.0.0.1',
      'ip dscp set cs1',
      'counter name tcp dport map { 80 : "c1" }',
      'counter name ip saddr map @objs',
      'ct state vmap { established : accept, new : jump u }',
      'meta iifname "eth0" meta oifname "eth*" meta skuid 1000 meta cpu 1',
      'meta iif "lo" meta oifgroup 5 meta iiftype ether meta length > 100 meta cgroup 5 meta sdif "lo"',
      'meta priority set 1:2',
      'meta nftrace set 1',
      'meta pkttype broadcast',
      'meta time > "2024-01-01 00:00:00"',
      'meta day "Monday" meta hour "10:00"-"12:00"',
      'ip saddr & 0.0.0.255 == 0.0.0.1',
      'meta mark 5-10 ct mark > 7',
      'meta mark set meta mark << 3',
      'meta mark set meta mark >> 3',
      '@th,160,16 0x1234',
      '@ih,0,32 0x1234',
      'ip saddr . tcp dport @pairs accept',
      'ip6 saddr { fd00::/64, fd01::1-fd01::77 } icmpv6 type echo-request accept',
    ],
    'filter hook prerouting priority -300; policy accept': [
      'notrack',
      'socket transparent 1 socket mark 5 socket wildcard 0 accept',
      'meta l4proto tcp tproxy ip to 127.0.0.1:1080 accept',
      'meta l4proto tcp tproxy to :1080 accept',
    ],
    'nat hook prerouting priority dstnat; policy accept': [
      'meta l4proto tcp dnat ip to 10.0.0.1-10.0.0.9:80-90 random,persistent',
      'meta l4proto udp dnat ip6 to [fd00::1]:80',
      'tcp dport 80 redirect to :8080',
      'redirect',
      'dnat ip to ip saddr . tcp dport map @dsts',
    ],
    'nat hook postrouting priority srcnat; policy accept': [
      'meta l4proto tcp masquerade to :1000-2000 fully-random',
      'masquerade',
      'snat ip to 10.0.0.1',
    ],
    'filter hook ingress device "lo" priority 0; policy accept': ['meta mark set 5'],
  },
  ip: {
    'filter hook forward priority 0; policy accept': ['dup to 10.0.0.2', 'dup to 10.0.0.2 device "lo"'],
    'nat hook postrouting priority 100; policy accept': [
      'snat prefix to ip saddr map { 10.0.0.0/24 : 192.168.0.0/24 }',
    ],
    'route hook output priority -150; policy accept': ['meta mark set 1'],
  },
  ip6: { 'filter hook input priority 0; policy drop': ['ip6 saddr fd00::/8 ip6 hoplimit 255 accept'] },
  netdev: {
    'filter hook ingress device "lo" priority 7; policy accept': [
      'fwd to "lo"',
      'dup to "lo"',
      'fwd ip to 10.0.0.1 device "lo"',
    ],
    'filter hook egress devices = { "lo" } priority 0; policy accept': ['meta mark set 5'],
  },
  bridge: {
    'filter hook forward priority 0; policy accept': ['ether saddr 02:00:00:00:00:01 vlan id 5 accept'],
  },
  arp: { 'filter hook input priority 0; policy accept': ['arp operation request arp saddr ip 10.0.0.1'] },
}

const sets = `
  comment "whose table"
  counter c1 {
    packets 3 bytes 400
    comment "a counter"
  }
  quota q1 { over 10 mbytes used 5 bytes
  }
  limit l1 { rate over 10 bytes/second burst 500 bytes
  }
  map objs { type ipv4_addr : counter
    elements = { 10.0.0.9 : "c1" }
  }
  map dsts { type ipv4_addr . inet_service : ipv4_addr . inet_service
    elements = { 10.0.0.1 . 80 : 10.0.0.2 . 8080, 10.0.0.2 . 81 : 10.0.0.2 . 8081 }
  }
  map learned { type ipv4_addr : inet_service
    flags dynamic
    size 100
  }
  set addresses { type ipv4_addr
    flags dynamic,timeout
    timeout 1h
    gc-interval 5m
    size 100
    comment "who came by"
  }
  set conns { type ipv4_addr
    flags dynamic
  }
  set several { type ipv4_addr
    flags dynamic
    counter quota over 5 mbytes
  }
  set counting { type ipv4_addr
    flags timeout
    counter
    elements = { 10.0.0.1 counter packets 5 bytes 6 timeout 2h comment "one, and two", 10.0.0.2 }
  }
  set ranges { type ipv4_addr
    flags interval
    auto-merge
    elements = { 10.0.0.0/8, 192.168.0.1-192.168.0.77, 224.0.0.0-255.255.255.255 }
  }
  set pairs { typeof ip saddr . tcp dport
    flags interval
    elements = { 10.0.0.0/8 . 80-90, 10.9.0.1-10.9.0.3 . 22 }
  }
  set everything { type inet_service
    policy memory
    elements = { 1-5, 80 } flags interval
  }
  set names { type ifname
    elements = { "eth0", "docker0" }
  }
  set stations { type ether_addr . mark
    elements = { 02:00:00:00:00:01 . 5 }
  }
  map decide { type inet_service : verdict
    elements = { 80 : accept, 22 : jump u, 23 : goto u, * : drop }
  }
  chain u {
    comment "a chain"
  }
`
const inetObjects = `
  ct helper h1 { type "ftp" protocol tcp
    l3proto ip
  }
  ct timeout t1 { protocol tcp
    l3proto ip
    policy = { established : 7, close_wait : 9 }
  }
  ct expectation e1 { protocol tcp
    dport 9876
    timeout 2m
    size 12
    l3proto ip
  }
  synproxy s1 { mss 1460
    wscale 7
    timestamp sack-perm
  }
`

/** A table for each family, which has everything that it can have. */
export const everything = (): string =>
  Object.entries(rules)
    .map(([family, entries]) => {
      const objects = family === 'inet' ? inetObjects : ''
      const chains = Object.entries(entries).map(
        ([entry, lines], at) => `  chain c${at} {\n    type ${entry};\n    ${lines.join('\n    ')}\n  }\n`,
      )
      return `table ${family} t {\n${family === 'inet' ? sets : '  chain u { }\n'}${objects}${chains.join('')}}\n`
    })
    .join('')
