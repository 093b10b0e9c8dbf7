import { expect, test } from 'vitest'
import { parseResolvConf } from '../../../collectors/name-files/resolv-conf.ts'

const empty = { nameservers: [], search: [], ndots: 1, external: [] }

test.each([
  ['', empty],
  ['nameserver 192.0.2.53\n', { ...empty, nameservers: ['192.0.2.53'] }],
  ['  nameserver\t2001:db8::53 # mine\n;nameserver 192.0.2.1', { ...empty, nameservers: ['2001:db8::53'] }],
  ['nameserver 1\nnameserver 2\nnameserver 3\nnameserver 4', { ...empty, nameservers: ['1', '2', '3'] }],
  ['search a.example b.example\nsearch c.example', { ...empty, search: ['c.example'] }],
  ['domain a.example b.example', { ...empty, search: ['a.example'] }],
  ['options edns0 ndots:0 timeout:1\noptions ndots:99', { ...empty, ndots: 15 }],
  ['# ExtServers: [192.0.2.53 host(127.0.0.53)]', { ...empty, external: ['192.0.2.53', 'host(127.0.0.53)'] }],
  ['nameserver\noptions\nsortlist 1.2.3.4\n\0\u{1f600}', empty],
])('%j', (content, expected) => {
  expect(parseResolvConf(content)).toEqual(expected)
})
