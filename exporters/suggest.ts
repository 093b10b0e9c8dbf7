/** Edits (insert, delete, replace, swap neighbours) that turn one word into the other (optimal string alignment). */
const distance = (from: string, to: string): number => {
  const rows: number[][] = Array.from({ length: from.length + 1 }, (_, i) => [i])
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let j = 1; j <= to.length; j++) rows[0]?.push(j)
  for (let i = 1; i <= from.length; i++)
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped ? at(i - 2, j - 2) + 1 : replaced))
    }
  return at(from.length, to.length)
}

/** ` Did you mean 'topology'?` if a known word is near enough, else nothing. */
export const suggestion = (word: string, known: readonly string[]): string => {
  const near = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)[0]
  return near === undefined ? '' : ` Did you mean '${near.candidate}'?`
}
