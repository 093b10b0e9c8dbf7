import { expect, test } from 'vitest'
import { hostAllowlist } from '../../../exporters/api/host-allowlist.ts'

const loopback = [
  'localhost',
  'localhost:9474',
  'LOCALHOST:1',
  'localhost.:80',
  'machine.localhost:3000',
  '127.0.0.1',
  '127.0.0.1:65535',
  '127.255.0.9:80',
  '[::1]',
  '[::1]:2222',
  '[0:0:0:0:0:0:0:1]:80',
]
const foreign = [
  'evil.example',
  'evil.example:9474',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1.nip.io',
  '1.09.0.0',
  'evil.example#localhost',
  'evil.example/localhost',
  'localhost@evil.example',
  'evil.example\\localhost',
  '[::1',
  '::1',
  'localhost:99999',
  '',
  ' ',
  '%',
]

test.each(loopback)('a loopback name is ours with any port: %s', (host) => {
  expect(hostAllowlist([])(host)).toBe(true)
})

test.each([...foreign, '10.0.0.5', '[2001:db8::5]', 'machine'])('anything else is not: %j', (host) => {
  expect(hostAllowlist(['127.0.0.1'])(host)).toBe(false)
})

test.each(['10.0.0.5', '10.0.0.5:9474', '[2001:DB8:0::5]:9474', 'machine', 'Machine.:80'])(
  'each listen address and name is ours: %s',
  (host) => {
    expect(hostAllowlist(['10.0.0.5', '2001:db8::5', 'machine'])(host)).toBe(true)
  },
)

test.each(['0.0.0.0', '::'])('a wildcard (%s) admits every IP literal and no other name', (wildcard) => {
  const isOurs = hostAllowlist([wildcard])
  for (const host of ['10.0.0.5', '203.0.113.9:1', '[2001:db8::5]:9474']) expect(isOurs(host)).toBe(true)
  for (const host of foreign) expect(isOurs(host)).toBe(false)
})
