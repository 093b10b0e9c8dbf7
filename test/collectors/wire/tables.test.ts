import { describe, expect, test } from 'vitest'
import { attributes, ignored, repeated } from '../../../collectors/wire/attributes.ts'
import type { Codec } from '../../../collectors/wire/codec.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { headed } from '../../../collectors/wire/headed.ts'
import { be16, be32, bool8, named, present, s8, s32, u8, u16, u32, u64 } from '../../../collectors/wire/scalars.ts'
import { grown, struct } from '../../../collectors/wire/struct.ts'
import { cstring } from '../../../collectors/wire/text.ts'
import { words } from '../../../collectors/wire/words.ts'
import { viewOf } from './view-of.ts'

const decode = <T>(codec: Codec<T>, digits: string): T => {
  const { view, at, length } = viewOf(digits)
  return codec.decode(view, at, length)
}

describe('a struct', () => {
  const pair = struct(
    { name: 'pair', header: 'linux/pair.h', size: 6 },
    { first: [0, u32, 'first'], second: [4, u16, 'second'], third: [6, grown(u16), 'third'] },
  )

  test('has every field', () => {
    expect(decode(pair, '01000000 0200 0300')).toEqual({ first: 1, second: 2, third: 3 })
  })
  test('lacks what an older kernel does not send', () => {
    expect(decode(pair, '01000000 0200')).toEqual({ first: 1, second: 2 })
    expect(decode(pair, '01000000 0200 ff')).toEqual({ first: 1, second: 2 })
  })
  test('may be longer than we know', () => {
    expect(decode(pair, '01000000 0200 0300 ffffffff')).toEqual({ first: 1, second: 2, third: 3 })
  })
  test('may not be shorter', () => {
    expect(() => decode(pair, '01000000 02')).toThrow('struct pair has 6 bytes, got 5')
  })
})

const data = attributes(
  { prefix: 'V_', header: 'linux/v.h' },
  { id: [1, u16, 'ID'], on: [2, present, 'ON'], old: [3, ignored, 'OLD'] },
)
const info = attributes({ prefix: 'I_', header: 'linux/i.h' }, { kind: [1, cstring, 'KIND'], vlan: [2, data, 'DATA'] })

describe('attributes', () => {
  test('are told by their numbers, in any order; of two the last counts', () => {
    expect(decode(data, '04000200 06000100 0100 0000 06000100 0200 0000')).toEqual({ id: 2, on: true })
  })
  test('that no row has are kept as they came, with flags taken off', () => {
    expect(decode(data, '0500 0980 ff000000 04000700')).toEqual({
      unknown: [
        { type: 9, bytes: 'ff' },
        { type: 7, bytes: '' },
      ],
    })
  })
  test('that are not wanted are passed over, whatever they hold', () => {
    expect(decode(data, '08000300 ffffffff')).toEqual({})
  })
  test('may end without padding', () => {
    expect(decode(data, '06000100 0100')).toEqual({ id: 1 })
  })
  test.each([
    ['0300 0100', 'an attribute of 3 bytes where 4 are left'],
    ['0000 0100', 'an attribute of 0 bytes where 4 are left'],
    ['0900 0100 00000000', 'an attribute of 9 bytes where 8 are left'],
    ['0600 0100 0100 0000 0102', '2 bytes after the last attribute'],
  ])('%s are refused: %s', (digits, message) => {
    expect(() => decode(data, digits)).toThrow(message)
  })
  test('say in which part of the whole something is wrong, and where', () => {
    const digits = '08000100 656e6f00 0c000280 07000100 010203 00'
    try {
      decode(info, digits)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      expect(error.within('info').within('link').message).toBe(
        'link › info › vlan › id: expected 2 bytes, got 3 at byte 21',
      )
      expect(error.path).toEqual(['link', 'info', 'vlan', 'id'])
    }
  })
  test('of one number make a list; others are passed over', () => {
    const list = repeated(5, u8)
    expect(decode(list, '05000500 01000000 05000600 09000000 05000500 02000000')).toEqual([1, 2])
    expect(decode(list, '')).toEqual([])
  })
})

test('a struct with attributes behind it is one record; the attributes begin at a multiple of four', () => {
  const body = headed(struct({ name: 'one', header: 'linux/one.h', size: 1 }, { one: [0, u8, 'one'] }), data)
  expect(decode(body, '07 000000 06000100 0200')).toEqual({ one: 7, id: 2 })
  expect(decode(body, '07')).toEqual({ one: 7 })
  expect(() => decode(body, '')).toThrow('struct one has 1 bytes, got 0')
})

test('words are as many as the kernel knows', () => {
  const some = words({ prefix: 'W_', header: 'linux/w.h', first: 1 }, { a: [1, 'A'], c: [3, 'C'] })
  expect(decode(some, '01000000 02000000 ffffffff 04000000')).toEqual({ a: 1, c: -1 })
  expect(decode(some, '01000000 02000000')).toEqual({ a: 1 })
  expect(() => decode(some, '0100')).toThrow('expected 32-bit numbers, got 2 bytes')
})

describe('a number', () => {
  test.each<[string, Codec<unknown>, string, unknown]>([
    ['u8', u8, 'ff', 255],
    ['s8', s8, 'ff', -1],
    ['u16', u16, '0102', 0x0201],
    ['u32', u32, 'ffffffff', 4294967295],
    ['s32', s32, 'ffffffff', -1],
    ['u64', u64, 'ffffffffffffffff', 18446744073709551615n],
    ['be16', be16, '0102', 0x0102],
    ['be32', be32, 'ff000000', 0xff000000],
    ['bool8', bool8, '02', true],
  ])('%s is decoded, and no other length is', (_name, codec, digits, value) => {
    expect(decode(codec, digits)).toBe(value)
    expect(() => decode(codec, `${digits}00`)).toThrow(DecodeError)
    expect(() => decode(codec, digits.slice(2))).toThrow(DecodeError)
  })
  test('has a name, or is its digits', () => {
    const colour = named(u8, { 1: 'red', 4: 'green' })
    expect(['01', '04', '02'].map((digits) => decode(colour, digits))).toEqual(['red', 'green', '2'])
  })
})
