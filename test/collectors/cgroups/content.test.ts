import { describe, expect, it } from 'vitest'
import { type Content, countBetween, limited, limitOf, numberOf, textOf } from '../../../collectors/cgroups/content.ts'
import { countListed } from '../../../collectors/cgroups/controllers/cpuset.ts'
import { descriptorBudget } from '../../../collectors/cgroups/descriptors.ts'
import { hugePageSizes } from '../../../collectors/cgroups/huge-pages.ts'
import { keyed } from '../../../collectors/cgroups/keyed.ts'
import { times } from '../../../collectors/wire/count.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'

/** As it is while reading: the buffer goes on with what an earlier file left in it. */
const content = (text: string): Content => ({ bytes: Buffer.from(`${text}12345 left over\n`), length: text.length })

describe('numbers', () => {
  it.each([
    ['0\n', 0],
    ['4096\n', 4096],
    ['9007199254740991\n', 9007199254740991],
    ['9007199254740992\n', 9007199254740992n],
    ['9007199254740993\n', 9007199254740993n],
    ['18446744073709551615\n', 18446744073709551615n],
    ['00000000000000000042\n', 42],
  ])('%j is exact', (text, value) => {
    expect(numberOf(content(text))).toBe(value)
  })

  it.each(['', '\n', '12', '-1\n', '1 2\n', '1\n2\n', '0x10\n', 'max\n', ' 1\n', '184467440737095516150\n', '1\0\n'])(
    '%j is none',
    (text) => {
      expect(() => numberOf(content(text))).toThrow(DecodeError)
    },
  )

  it('none is read beyond its end', () => {
    expect(() => countBetween(Buffer.from('12'), 0, 3)).toThrow(DecodeError)
  })

  it('in other units are exact, too', () => {
    expect(times(9007199254740, 1000)).toBe(9007199254740000)
    expect(times(9007199254741, 1000)).toBe(9007199254741000n)
    expect(times(18446744073709551615n, 10_000_000)).toBe(184467440737095516150000000n)
    expect(times(7, 1)).toBe(7)
  })
})

describe('limits', () => {
  // The largest page counter with pages of 4 and 64 KiB, huge pages of 1 GiB, and kernels before page counters.
  const none = ['max', '-1', '9223372036854771712', '9223372036854710272', '9223372035781033984', '9223372036854775807']
  it.each(none)('%s is none', (text) => {
    expect(limitOf(text)).toBeNull()
    expect(limited('limit')(content(`${text}\n`))).toEqual({})
  })

  it.each([
    ['0', 0],
    ['1152921504606846976', 1152921504606846976n],
  ])('%s is one', (text, limit) => {
    expect(limitOf(text)).toBe(limit)
    expect(limited('limit')(content(`${text}\n`))).toEqual({ limit })
  })

  it.each(['', '-2', 'maximum', '1e9', 'Max'])('%j is malformed', (text) => {
    expect(() => limitOf(text)).toThrow(DecodeError)
    expect(() => limited('limit')(content(`${text}\n`))).toThrow(DecodeError)
  })
})

describe('flat keyed files', () => {
  const parse = keyed({ anon: 'a', rss: 'b', total_rss: 'b', usage_usec: { field: 'c', times: 1000 } })

  it.each([
    ['anon 1\nrss 2\n', { a: 1, b: 2 }],
    ['total_rss 3\nrss 2\n', { b: 3 }],
    ['anon_thp 9\nano 8\nanon 1\nnona 7\n', { a: 1 }],
    ['cost 104.50\nanon 1\n', { a: 1 }],
    ['usage_usec 7\n', { c: 7000 }],
    ['', {}],
  ])('%j', (text, fields) => {
    expect(parse(content(text))).toEqual(fields)
  })

  it.each(['anon 1', 'anon\n', 'anon x\n', 'anon \n', 'anon 1\n\n', 'anon  1\n', 'anon 1 2\n', '\n'])(
    '%j is malformed',
    (text) => {
      expect(() => parse(content(text))).toThrow(DecodeError)
    },
  )

  it('remember nothing of the file before', () => {
    parse(content('anon 1\n'))
    expect(parse(content('rss 1\n'))).toEqual({ b: 1 })
    expect(() => parse(content('anon 1\nrss x\n'))).toThrow(DecodeError)
    expect(parse(content('rss 1\n'))).toEqual({ b: 1 })
  })
})

describe('lists', () => {
  it.each([
    ['', 0],
    ['0', 1],
    ['0-3,8', 5],
    ['0-63,128-191', 128],
  ])('%j', (list, count) => {
    expect(countListed(list)).toBe(count)
  })

  it.each(['0-', '-3', '0,,1', '0-3-5', 'all', '0;1', '0,'])('%j is malformed', (list) => {
    expect(() => countListed(list)).toThrow(DecodeError)
  })
})

describe('sizes of huge pages', () => {
  it('are named as the files are, smallest first', () => {
    const folders = ['hugepages-1048576kB', 'hugepages-2048kB', 'hugepages-64kB', 'hugepages-16777216kB', 'other']
    expect(hugePageSizes(folders)).toEqual(['64KB', '2MB', '1GB', '16GB'])
  })
})

describe('the budget of descriptors', () => {
  const limits = (soft: string): string =>
    `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}     8192   files\n`
  it.each([
    ['1024', 768],
    ['20000', 17500],
    ['200', 0],
    ['unlimited', 917504],
  ])('%s leaves some', (soft, budget) => {
    expect(descriptorBudget(limits(soft))).toBe(budget)
  })

  it('is small where the limit is not told', () => {
    expect(descriptorBudget('')).toBe(768)
  })
})

it('text is without the end of its line', () => {
  expect(textOf(content('0-3\n'))).toBe('0-3')
  expect(textOf(content(''))).toBe('')
  expect(() => textOf(content('0-3'))).toThrow(DecodeError)
})
