import { createHash } from 'node:crypto'
import { printable } from '../formats/printable.ts'

/** UTF-16 units of one label value; Prometheus can be told to refuse a whole scrape for one that is longer. */
const longest = 256
const hashLength = 8

/**
 * A value as a label may have it: valid UTF-8 (one bad byte loses the whole scrape), nothing that a terminal would obey,
 * not too long. What had to change ends in a hash of what it was, so that two different values stay different.
 */
export const labelValue = (value: string | number): string => {
  const text = `${value}`
  const shown = printable(text, longest)
  if (shown === text) return text
  const hash = createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, hashLength)
  return `${shown.slice(0, longest - hashLength - 1).toWellFormed()}~${hash}`
}

const quoted = (text: string): string =>
  /[\\"\n]/.test(text) ? text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n') : text

/** Most values are short, of printable ASCII, and hold nothing to escape. */
const plain = /^[ !#-[\]-~]{0,256}$/

/** A label's value as it is written: presentable, escaped, in quotes. */
export const labelText = (value: string | number): string =>
  plain.test(`${value}`) ? `"${value}"` : `"${quoted(labelValue(value))}"`
