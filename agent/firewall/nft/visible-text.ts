/** Controls, and the separators of lines and paragraphs. */
const control = /[\p{Cc}\p{Zl}\p{Zp}]/gu

/** A name or a comment is of whoever wrote the ruleset: one that holds a line break must not look like another rule. */
export const visible = (text: string): string =>
  text.replace(control, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
