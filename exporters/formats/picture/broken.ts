/** Characters in a line of a shape. */
const width = 34

/** A sentence broken into lines that fit into a shape. */
export const broken = (sentence: string): string[] => {
  const lines: string[] = []
  for (const word of sentence.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
