import { describe, expect, it } from 'vitest'
import { commonOptions, parseCommandLine } from '../../agent/command-line.ts'
import { UsageError } from '../../agent/usage-error.ts'
import { suggestion } from '../../exporters/suggest.ts'

const options = {
  ...commonOptions,
  format: { type: 'string', help: '' },
  output: { type: 'string', short: 'o', help: '' },
} as const

describe('options', () => {
  it('reads flags, values in both forms, short names and repeated options', () => {
    expect(
      parseCommandLine(
        ['--json', '--format=dot', '-o', '-', '--netns-dir', 'a', '--netns-dir=b', '--no-docker'],
        options,
      ).values,
    ).toEqual({ json: true, format: 'dot', output: '-', 'netns-dir': ['a', 'b'], 'no-docker': true })
  })

  it.each([
    [['--fromat', 'dot'], "unknown option '--fromat'. Did you mean '--format'?"],
    [['--xyzzy'], "unknown option '--xyzzy'."],
    [['--json=1'], '--json takes no value.'],
    [['--snapshot'], '--snapshot needs a value: --snapshot FILE.'],
    [['--snapshot', '--json'], '--snapshot needs a value: --snapshot FILE.'],
    [['--snapshot='], '--snapshot needs a value: --snapshot FILE.'],
    [['web'], "unexpected word 'web'."],
    [['--__proto__'], "unknown option '--__proto__'."],
  ])('refuses %j in one line', (words, message) => {
    expect(() => parseCommandLine(words, options)).toThrow(new UsageError(message))
  })
})

describe('words that are no options', () => {
  it.each([
    [
      ['web', '--json', 'db:80'],
      ['web', 'db:80'],
    ],
    [
      ['--', 'web', '-odd'],
      ['web', '-odd'],
    ],
    [['--help'], []],
  ])('%j', (written, words) => {
    expect(parseCommandLine(written, options, ['SRC', 'DST']).words).toEqual(words)
  })

  it.each([
    [['web'], 'DST is missing.'],
    [['web', 'db', 'more'], "unexpected word 'more'."],
  ])('refuses %j in one line', (written, message) => {
    expect(() => parseCommandLine(written, options, ['SRC', 'DST'])).toThrow(new UsageError(message))
  })

  it('takes what may be left out', () => {
    expect(parseCommandLine(['web'], options, ['SRC', '[DST]']).words).toEqual(['web'])
  })
})

describe('suggestion', () => {
  it.each([
    ['toplogy', " Did you mean 'topology'?"],
    ['snaphsot', " Did you mean 'snapshot'?"],
    ['Agent', " Did you mean 'agent'?"],
    ['database', ''],
    ['', ''],
  ])('for %j says %j', (word, words) => {
    expect(suggestion(word, ['agent', 'topology', 'snapshot'])).toBe(words)
  })
})
