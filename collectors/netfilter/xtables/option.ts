/** An option with its values, `!` before it where it is inverted. */
export const option = (invert: boolean, ...words: readonly string[]): readonly string[] =>
  invert ? ['!', ...words] : words
