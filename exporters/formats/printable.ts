/**
 * Controls (C0, DEL, C1), format characters (bidi overrides, zero width, soft hyphen, tags), lone surrogates, and the
 * line and paragraph separators: whatever moves the cursor, hides text or turns its direction.
 */
const treacherous = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Longer names than this are cut: the whole is in the JSON form. Docker's longest names and image references fit. */
const lengthLimit = 300

const escaped = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

/**
 * Text that somebody else chose, safe on a terminal, in a log and in a picture: `\x1b` instead of ESC.
 * @param limit characters; what is longer ends in `…`
 */
export const printable = (text: string, limit = lengthLimit): string => {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text
  return cut.replace(treacherous, escaped)
}
