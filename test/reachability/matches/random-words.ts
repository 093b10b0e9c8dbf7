import type { Random } from '../../kernel/random.ts'

export const not = (random: Random): string => (random.below(3) === 0 ? '! ' : '')

/** Some of the options, each once in so many times; it may be none. */
export const some = (random: Random, options: readonly (() => string)[], often = 2): string =>
  options.flatMap((option) => (random.below(often) === 0 ? [option()] : [])).join(' ')

/** The same, but the first one rather than none. */
export const someOrFirst = (random: Random, options: readonly (() => string)[], often = 2): string =>
  some(random, options, often) || (options[0]?.() ?? '')
