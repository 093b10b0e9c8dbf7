import type { ToldChange } from '../../agent/changes/event.ts'
import { printable } from './printable.ts'
import { paint } from './tree/paint.ts'
import type { Span } from './tree/row.ts'

const signs = {
  added: { text: '+', style: 'good' },
  removed: { text: '-', style: 'broken' },
  changed: { text: '~', style: 'doubtful' },
} as const
/** A rule may be long, and is only told once. */
const mostCharacters = 1_000

/** A change as a line of text, with the time of day; null if there are no words for it. */
export const changeLine = ({ at, change, words }: ToldChange, color: boolean): string | null => {
  if (words === null) return null
  const time = new Date(at).toLocaleTimeString('en-GB')
  const spans: readonly Span[] = [
    { text: `${time} `, style: 'dim' },
    signs[change],
    { text: ` ${printable(words, mostCharacters)}`, style: 'plain' },
  ]
  return `${paint(spans, color)}\n`
}
