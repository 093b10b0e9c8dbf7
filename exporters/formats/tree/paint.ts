import type { Span, Style } from './row.ts'

/** ECMA-48 8.3.117, Select Graphic Rendition: the colours that every terminal has. */
const codes: { readonly [S in Exclude<Style, 'plain'>]: string } = {
  strong: '1',
  dim: '2',
  broken: '1;31',
  doubtful: '33',
  good: '32',
}

/** One line of spans as a string. */
export const paint = (line: readonly Span[], color: boolean): string => {
  const trimmed = trimEnd(line)
  return trimmed
    .map(({ text, style }) =>
      color && style !== 'plain' && text !== '' ? `\x1b[${codes[style]}m${text}\x1b[0m` : text,
    )
    .join('')
}

const trimEnd = (line: readonly Span[]): readonly Span[] => {
  const spans = [...line]
  for (let last = spans.pop(); last !== undefined; last = spans.pop()) {
    const text = last.text.trimEnd()
    if (text !== '') return [...spans, { ...last, text }]
  }
  return spans
}
