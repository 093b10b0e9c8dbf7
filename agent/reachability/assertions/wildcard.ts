/** A pattern with `*` for any text and `?` for one character, for a whole name. */
export const wildcard = (pattern: string): RegExp => {
  const words = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
  return new RegExp(`^${words.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's')
}
