import { expect, test } from 'vitest'
import { EndpointError } from '../../../agent/reachability/endpoint/endpoint-error.ts'
import { parseDestination, parseSource } from '../../../agent/reachability/endpoint/written.ts'

const name = (word: string) => ({ kind: 'name', name: word })
const at = (address: string) => ({ kind: 'address', address })

test.each([
  ['web', { place: name('web'), port: null, protocol: 'icmp' }],
  ['web:80', { place: name('web'), port: 80, protocol: 'tcp' }],
  ['web:53/udp', { place: name('web'), port: 53, protocol: 'udp' }],
  ['web/icmp', { place: name('web'), port: null, protocol: 'icmp' }],
  ['3f2a91c0d4e5:65535/TCP', { place: name('3f2a91c0d4e5'), port: 65_535, protocol: 'tcp' }],
  ['host:8080/tcp', { place: { kind: 'host' }, port: 8080, protocol: 'tcp' }],
  ['netns:blue:80', { place: { kind: 'netns', name: 'blue' }, port: 80, protocol: 'tcp' }],
  ['netns:4026532301', { place: { kind: 'netns', name: '4026532301' }, port: null, protocol: 'icmp' }],
  ['pid:1234:80', { place: { kind: 'pid', pid: 1234 }, port: 80, protocol: 'tcp' }],
  ['world', { place: { kind: 'world', address: null }, port: null, protocol: 'icmp' }],
  ['world@203.0.113.9:443', { place: { kind: 'world', address: '203.0.113.9' }, port: 443, protocol: 'tcp' }],
  ['world@2001:db8::1', { place: { kind: 'world', address: '2001:db8::1' }, port: null, protocol: 'icmp' }],
  ['world@[2001:db8::1]:53/udp', { place: { kind: 'world', address: '2001:db8::1' }, port: 53, protocol: 'udp' }],
  ['10.0.0.5', { place: at('10.0.0.5'), port: null, protocol: 'icmp' }],
  ['10.0.0.5:443', { place: at('10.0.0.5'), port: 443, protocol: 'tcp' }],
  ['2001:db8::5', { place: at('2001:db8::5'), port: null, protocol: 'icmp' }],
  ['[2001:db8::5]:443/tcp', { place: at('2001:db8::5'), port: 443, protocol: 'tcp' }],
  ['[2001:db8::5]', { place: at('2001:db8::5'), port: null, protocol: 'icmp' }],
  ['db.internal:5432', { place: name('db.internal'), port: 5432, protocol: 'tcp' }],
])('%s', (text, expected) => {
  expect(parseDestination(text)).toEqual(expected)
})

test.each([
  ['', /is empty/],
  ['/tcp', /is empty/],
  ['web:0', /no port/],
  ['web:65536', /no port/],
  ['web:http', /no port/],
  ['web:', /no port/],
  ['web:80/icmp', /ICMP has no ports/],
  ['web:80/sctp', /unknown protocol 'sctp'/],
  ['web/tcp', /tcp needs a port: web:PORT\/tcp/],
  ['2001:db8::5:443/tcp', /tcp needs a port/],
  ['[web]:80', /no IPv6 address/],
  ['a:b:80', /brackets/],
  ['netns:', /needs a name/],
  ['pid:one', /no process id/],
  ['world@somewhere', /no address/],
])('%j is refused', (text, message) => {
  expect(() => parseDestination(text)).toThrow(EndpointError)
  expect(() => parseDestination(text)).toThrow(message)
})

test('a source has no port', () => {
  expect(parseSource(' web ')).toEqual(name('web'))
  expect(() => parseSource('web:80')).toThrow(/neither port nor protocol/)
  expect(() => parseSource('')).toThrow(/is empty/)
})
