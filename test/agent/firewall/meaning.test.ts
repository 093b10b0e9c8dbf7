import { expect, test } from 'vitest'
import { factsOfXtRule } from '../../../agent/firewall/facts/of-xtables.ts'
import { meaningOf } from '../../../agent/firewall/meaning.ts'
import type { Names } from '../../../agent/firewall/names.ts'
import { savedRule } from './facts/saved-tables.ts'

const bare = (address: string): string => address.replace(/\/(32|128)$/, '')
const names: Names = {
  containerAt: (address) => (['172.18.0.2', 'fd00:18::2'].includes(bare(address)) ? 'web' : null),
  networkOfBridge: (bridge) => ({ 'br-shop': 'shop', inner: 'inner' })[bridge] ?? null,
  networkOfSubnet: (subnet) => (subnet === '172.18.0.0/16' ? 'shop' : null),
  isOfNetwork: (address) => address.startsWith('172.18.'),
}

const cases: { readonly [rule: string]: string | null } = {
  // Published ports.
  '! -i br-shop -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80':
    'published port 8080/tcp of web, to 172.18.0.2:80',
  '-d 127.0.0.1/32 ! -i br-shop -p udp -m udp --dport 53 -j DNAT --to-destination 172.18.0.2:5353':
    'published port 53/udp on 127.0.0.1 of web, to 172.18.0.2:5353',
  '-p tcp -m tcp --dport 8000:8010 -j DNAT --to-destination 172.18.0.2':
    'published port 8000-8010/tcp of web, to 172.18.0.2',
  '-p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.9:80':
    'published port 8080/tcp, to 172.18.0.9:80, which no container has',
  '-p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.5.5.5:80': 'port 8080/tcp, led to 10.5.5.5:80',
  '-j DNAT --to-destination 172.18.0.2:80': null,
  // The embedded DNS server.
  '-d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:46057':
    "DNS queries of the container, to Docker's own server at 127.0.0.11:46057",
  '-s 127.0.0.11/32 -p udp -m udp --sport 46057 -j SNAT --to-source :53': "answers of Docker's own DNS server",
  // Masquerading.
  '-s 172.18.0.2/32 -d 172.18.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE':
    'web, when it reaches itself through its published port 80/tcp',
  '-s 172.18.0.0/16 ! -o br-shop -j MASQUERADE': "network shop goes out under the host's address",
  '-s 10.99.0.0/16 ! -o br-shop -j MASQUERADE': "network shop goes out under the host's address",
  '-s 10.99.0.0/16 ! -o br-other -j MASQUERADE': null,
  '-s 172.18.0.0/16 -o eth0 -j MASQUERADE': null,
  // What is let through, and what is not.
  '-o br-shop -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT':
    'answers to connections that were let through, to network shop',
  '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT': 'answers to connections that were let through',
  '-m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT': null,
  '-m conntrack --ctstate INVALID -j DROP': 'what belongs to no known connection',
  '-d 172.18.0.2/32 ! -i br-shop -o br-shop -p tcp -m tcp --dport 80 -j ACCEPT': 'lets in to port 80/tcp of web',
  '-d 172.18.0.9/32 ! -i br-other -o br-other -p tcp -m tcp --dport 80 -j ACCEPT': null,
  '-d 172.18.0.2/32 ! -i br-shop -j DROP': 'web at its own address, from outside its network',
  '-d 127.0.0.1/32 ! -i lo -p tcp -m tcp --dport 8081 -j DROP':
    'port 8081/tcp, published on loopback only, from outside',
  '-d 127.0.0.0/8 ! -i lo -j DROP': 'loopback addresses, from outside',
  '! -s 198.51.100.0/24 -o inner -j DROP': 'from outside into internal network inner',
  '! -d 198.51.100.0/24 -i inner -j DROP': 'out of internal network inner',
  '-i br-shop -o br-shop -j ACCEPT': 'containers of network shop among themselves',
  '-i br-shop -o br-shop -j DROP': 'containers of network shop may not reach each other',
  '-i br-shop ! -o br-shop -j ACCEPT': 'network shop to anywhere else',
  '-i br-shop -j ACCEPT': 'whatever network shop sends',
  '! -i br-shop -o br-shop -j DROP': 'what was not let in to network shop',
  '-o br-shop -j DROP': 'into network shop from another one',
  '-i lo -j ACCEPT': 'what the host says to itself',
  '-o lo -j ACCEPT': 'what the host says to itself',
  // Nothing to add.
  '-i eth0 -p tcp -m tcp --dport 22 -j ACCEPT': null,
  '-j DOCKER': null,
  '-i br-shop -j DOCKER': null,
  '-j ACCEPT': null,
  '-j DROP': null,
  '': null,
}

test.each(Object.entries(cases))('%s', (text, expected) => {
  expect(meaningOf(factsOfXtRule(savedRule(text)), names)).toBe(expected)
})

test('of IPv6, an address stands in brackets before a port', () => {
  const rule = '! -i br-shop -p tcp -m tcp --dport 8080 -j DNAT --to-destination [fd00:18::2]:80'
  expect(meaningOf(factsOfXtRule(savedRule(rule, 'ipv6')), names)).toBe(
    'published port 8080/tcp of web, to [fd00:18::2]:80',
  )
})
