import { expect, test } from 'vitest'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { nftTablesAt, printed, savedLines, withoutBlanks } from './iptables-compared.ts'

const arp = `*filter
:INPUT DROP
:OUTPUT ACCEPT
:mine -
-A INPUT -j mine -i eth0 -s 10.0.0.0/8
-A INPUT -j ACCEPT ! -i eth+ ! -s 10.0.0.1 --src-mac 02:42:ac:11:00:02 -d 192.0.2.0/24 ! --dst-mac 02:00:00:00:00:01/ff:00:00:00:00:ff
-A INPUT -j DROP --opcode 2 --h-type 1 --proto-type 0x800
-A INPUT ! --opcode 1 ! --h-length 6
-A INPUT -j ACCEPT --h-type 6
-A OUTPUT -o br0 -j mangle --mangle-ip-s 192.0.2.9 --mangle-mac-d 02:00:00:00:00:09
-A OUTPUT -j CLASSIFY --set-class 1:2
-A OUTPUT -j MARK --set-mark 5
-A mine -j RETURN
-A mine -s 10.1.0.0/255.255.0.255
`

const bridge = `*filter
:INPUT DROP
:FORWARD ACCEPT
:OUTPUT ACCEPT
:ends DROP
:mine RETURN
-A INPUT -p IPv4 --ip-src 10.0.0.0/8 --ip-proto 6 --ip-dport 80:90 -j mine
-A INPUT -p ! ARP -s 02:42:ac:11:00:02 -d ! Broadcast -i ! eth0 -j ACCEPT
-A FORWARD -p Length -o eth1 -j CONTINUE
-A FORWARD -p ARP --arp-op Request --arp-ip-dst 192.0.2.1 -j DROP
-A FORWARD -p IPv6 --ip6-proto ipv6-icmp -j DROP
-A FORWARD -p 802_1Q --vlan-id 7 -j ACCEPT
-A FORWARD -s Multicast -d BGA -j RETURN
-A FORWARD -p 0x1234 -j ends
-A FORWARD --among-src 00:00:5e:00:53:02,00:00:5e:00:53:01 --among-dst ! 00:00:5e:00:53:03=192.0.2.3,00:00:5e:00:53:04 -j DROP
-A FORWARD --limit 10/min --limit-burst 7 --log-level notice --log-prefix "two words" --log-ip -j CONTINUE
-A FORWARD --pkttype-type ! broadcast --nflog-group 3 -j DROP
-A FORWARD --mark 0x1/0xff -j DROP
-A OUTPUT -d 01:80:c2:00:00:00/ff:ff:ff:ff:ff:f0 -j mark --mark-set 0x10 --mark-target CONTINUE
-A mine -s 00:00:5e:00:53:00/ff:ff:ff:ff:ff:00 -j DROP
*nat
:PREROUTING ACCEPT
:OUTPUT ACCEPT
:POSTROUTING ACCEPT
-A PREROUTING -i eth0 -j dnat --to-dst 02:00:00:00:00:01 --dnat-target ACCEPT
-A PREROUTING -p ARP --arp-op Request -j arpreply --arpreply-mac 02:00:00:00:00:02
-A PREROUTING -j redirect
-A POSTROUTING -s 02:00:00:00:00:01 -j snat --to-src 02:00:00:00:00:03 --snat-arp
`

const count = (text: string, wanted: RegExp): number => text.match(wanted)?.length ?? 0

test('arptables-nft: what is read is written as arptables-nft-save writes it', () => {
  using namespace = scratchNamespace()
  namespace.run(['arptables-nft-restore'], arp)
  const ours = printed(nftTablesAt(namespace.path))
  expect(ours).toEqual(savedLines(namespace.run(['arptables-nft-save', '-c'])))
  expect(count(ours.join('\n'), / -A /g)).toBe(count(arp, /^-A /gm))
})

test('ebtables-nft: a rule with three matches, of which ebtables-nft-save 1.8.9 forgets the second, is told whole', () => {
  using namespace = scratchNamespace()
  const words = ['--pkttype-type', '!', 'broadcast', '--mark', '0x1/0xff', '--nflog-group', '3', '-j', 'DROP']
  namespace.run(['ebtables-nft', '-A', 'FORWARD', ...words])
  expect(printed(nftTablesAt(namespace.path)).at(-1)).toBe(`[0:0] -A FORWARD ${words.join(' ')}`)
})

test('arptables-nft: a mask of one byte, which arptables-nft-save 1.8.9 takes for none, is told', () => {
  using namespace = scratchNamespace()
  const words = ['-j', 'DROP', '--src-mac', '02:00:00:00:00:00/ff:00:00:00:00:00']
  namespace.run(['arptables-nft', '-A', 'INPUT', ...words])
  expect(printed(nftTablesAt(namespace.path)).at(-1)).toBe(`[0:0] -A INPUT ${words.join(' ')}`)
})

test('ebtables-nft: what is read is written as ebtables-nft-save writes it', () => {
  using namespace = scratchNamespace()
  namespace.run(['ebtables-nft-restore'], bridge)
  const ours = printed(nftTablesAt(namespace.path))
  expect(ours).toEqual(withoutBlanks(savedLines(namespace.run(['ebtables-nft-save', '-c']))))
  expect(count(ours.join('\n'), / -A /g)).toBe(count(bridge, /^-A /gm))
})
