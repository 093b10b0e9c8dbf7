import { describe, expect, it } from 'vitest'
import { commonOptions, parseOptions } from '../../agent/command-line.ts'
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
      parseOptions(['--json', '--format=dot', '-o', '-', '--netns-dir', 'a', '--netns-dir=b', '--no-docker'], options),
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
    expect(() => parseOptions(words, options)).toThrow(new UsageError(message))
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
