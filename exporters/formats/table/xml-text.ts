/** What XML 1.0 (2.2, Char) has no way to write, not even by number: most controls, lone surrogates, U+FFFE and U+FFFF. */
const unwritable = /(?![\t\n\r\x7f-\x9f])[\p{Cc}\p{Cs}\ufffe\uffff]/gu

/** Those characters as `\x1b`, `\ud800`; all others as they are. */
export const xmlText = (text: string): string =>
  text.replace(unwritable, (character) => {
    const code = character.charCodeAt(0)
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`
  })

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Line ends and tabs are written by number: a parser turns bare ones into others. */
const special = /[&<>"\t\n\r]/g

const numbered = (character: string): string => `&#${character.codePointAt(0)};`

/** Text for an element or an attribute. */
export const xmlEscaped = (text: string): string =>
  byNumber(xmlText(text).replace(special, (character) => entities[character] ?? numbered(character)))

/** Valid, yet not harmless where somebody looks at the document: C1 controls, bidi overrides and the like. */
const treacherous = /[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu

/** A document in which such characters, which occur in its texts only, are written by number. */
export const byNumber = (document: string): string => document.replace(treacherous, numbered)
