import { BlockList, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWithin, numberOf, overlap, soleAddress, withPort } from '../../../agent/firewall/prefix.ts'

test.each([
  ['10.0.0.0/8', '10.1.2.3', 'all'],
  ['10.0.0.0/8', '11.0.0.0', 'none'],
  ['10.0.0.0/8', '10.2.0.0/16', 'all'],
  ['10.2.0.0/16', '10.0.0.0/8', 'some'],
  ['0.0.0.0/0', '255.255.255.255', 'all'],
  ['10.0.0.1', '10.0.0.1/32', 'all'],
  ['10.0.0.0/8', '::a00:1', 'none'],
  ['fd00::/8', 'fd12:3456::1', 'all'],
  ['fe80::/10', 'fec0::1', 'none'],
  ['::/0', '::ffff:10.0.0.1', 'all'],
  ['::1', '0:0:0:0:0:0:0:1', 'all'],
  ['10.0.0.0/255.0.255.0', '10.0.0.1', null],
  ['@banned', '10.0.0.1', null],
  ['10.0.0.1', 'fe80::1%eth0', null],
  ['10.0.0.0/33', '10.0.0.1', null],
] as const)('%s and %s: %s', (whole, part, expected) => {
  expect(overlap(whole, part)).toBe(expected)
})

test('as Node’s own list of subnets has it', () => {
  const cases = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }), fc.ipV4()),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }), fc.ipV6()),
  )
  fc.assert(
    fc.property(cases, ([network, length, address]) => {
      const family = isIPv6(network) ? 'ipv6' : 'ipv4'
      const list = new BlockList()
      list.addSubnet(network, length, family)
      for (const one of [address, network]) expect(isWithin(`${network}/${length}`, one)).toBe(list.check(one, family))
    }),
  )
})

test('the only address of a prefix', () => {
  expect(soleAddress('10.0.0.1/32')).toBe('10.0.0.1')
  expect(soleAddress('10.0.0.1')).toBe('10.0.0.1')
  expect(soleAddress('fd00::2/128')).toBe('fd00::2')
  expect(soleAddress('10.0.0.0/31')).toBeNull()
  expect(soleAddress('anything')).toBeNull()
})

test('an IPv6 address stands in brackets before a port', () => {
  expect(withPort('10.0.0.1', 80)).toBe('10.0.0.1:80')
  expect(withPort('fd00::2', 80)).toBe('[fd00::2]:80')
})

test('the number of an address', () => {
  expect(numberOf('10.0.0.1')).toBe(0x0a000001n)
  expect(numberOf('::ffff:10.0.0.1')).toBe(0xffff0a000001n)
  expect(numberOf('fd00::1')).toBe((0xfdn << 120n) + 1n)
  expect(numberOf('fd00::1')).toBe(numberOf('fd00:0:0::1'))
  expect(() => numberOf('fe80::1%eth0')).toThrow('fe80::1%eth0')
  expect(() => numberOf('@banned')).toThrow('@banned')
})
