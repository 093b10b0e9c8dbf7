// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/** A name or a comment is of whoever wrote the ruleset: one that holds a line break must not look like another rule. */
export const visible = (text: string): string =>
  text.replace(control, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
