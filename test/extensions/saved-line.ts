/** The options of one match or target as a line of iptables-save has them, and the name that it shows. */
export interface SavedExtension {
  readonly name: string
  readonly text: string
}

interface Token {
  readonly text: string
  readonly at: number
}

const tokensOf = (line: string): readonly Token[] =>
  [...line.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)].map((found) => ({ text: found[0], at: found.index }))

const verdicts = ['ACCEPT', 'DROP', 'RETURN', 'QUEUE']

/**
 * The extensions of a line `-A CHAIN … -m NAME … -j NAME …`: each with the text up to the next one, as it stands there.
 * A verdict, a jump to a chain and a goto are none.
 * @param chains names of the user's chains
 */
export const savedExtensions = (line: string, chains: readonly string[] = []): readonly SavedExtension[] => {
  const tokens = tokensOf(line)
  const starts = tokens.flatMap(({ text }, i) => (['-m', '-j', '-g'].includes(text) ? [i] : []))
  return starts.flatMap((start, i) => {
    const name = tokens[start + 1]
    if (name === undefined) return []
    const end = tokens[starts[i + 1] ?? tokens.length]?.at ?? line.length
    const isTarget = tokens[start]?.text !== '-m'
    if (isTarget && (tokens[start]?.text === '-g' || [...verdicts, ...chains].includes(name.text))) return []
    return [{ name: name.text, text: line.slice(name.at + name.text.length, end).trim() }]
  })
}
