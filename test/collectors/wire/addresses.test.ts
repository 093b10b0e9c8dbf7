import { isIPv6, SocketAddress } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ip, ipv4, ipv6 } from '../../../collectors/wire/addresses.ts'
import { viewOf } from './view-of.ts'

const decode = (codec: typeof ip, digits: string): string => {
  const { view, at, length } = viewOf(digits)
  return codec.decode(view, at, length)
}

/** Bytes of IPv6 addresses with many zeros, so that `::` occurs in every place. */
const groups = fc.array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
const digitsOf = (parts: readonly number[]): string => parts.map((part) => part.toString(16).padStart(4, '0')).join('')

describe('an IPv6 address', () => {
  test('is written as the C library writes it (inet_ntop)', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const written = decode(ipv6, digitsOf(parts))
        expect(isIPv6(written)).toBe(true)
        expect(new SocketAddress({ address: written, family: 'ipv6' }).address).toBe(written)
      }),
      { numRuns: 3000 },
    )
  })

  test('means the same bytes as the browser reads in it', () => {
    fc.assert(
      fc.property(groups, (parts) => {
        const hostname = parts.map((part) => part.toString(16)).join(':')
        const written = decode(ipv6, digitsOf(parts))
        expect(new URL(`http://[${written}]/`).hostname).toBe(new URL(`http://[${hostname}]/`).hostname)
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['00000000000000000000ffffc0000201', '::ffff:192.0.2.1'],
  ])('%s is %s', (digits, expected) => {
    expect(decode(ipv6, digits)).toBe(expected)
  })
})

test('an address of either family is told by its length, and no other length is one', () => {
  expect(decode(ip, 'c0000201')).toBe('192.0.2.1')
  expect(decode(ipv4, 'ffffffff')).toBe('255.255.255.255')
  expect(decode(ip, '00000000000000000000000000000001')).toBe('::1')
  expect(() => decode(ip, 'c00002')).toThrow('expected an address of 4 or 16 bytes, got 3')
  expect(() => decode(ipv4, 'c00002')).toThrow('expected 4 bytes, got 3')
  expect(() => decode(ipv6, 'c00002')).toThrow('expected 16 bytes, got 3')
})
