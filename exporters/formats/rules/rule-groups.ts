/** What is in quotes stays together. */
const words = /(?:"(?:\\.|[^"\\])*"|\S)+/g

const isOption = (word: string): boolean => /^--?[A-Za-z]/.test(word)

/**
 * The text of a rule in the groups between which a line may be broken: options with their values (`! -i eth0`, `--dport 80`) where
 * its tool has options, else words.
 */
export const ruleGroups = (text: string): readonly string[] => {
  const groups: string[][] = []
  let isNegated = false
  for (const [word] of text.matchAll(words)) {
    const group = groups.at(-1)
    const isValue = group?.some(isOption) === true && !isOption(word) && word !== '!'
    if (group !== undefined && (isNegated || isValue)) group.push(word)
    else groups.push([word])
    isNegated = word === '!'
  }
  return groups.map((group) => group.join(' '))
}
