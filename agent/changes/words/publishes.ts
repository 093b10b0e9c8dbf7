import type { RuleReference } from '../../topology/publishing-rules.ts'
import { comesAndGoes, type Words } from './words.ts'

export const publishes: Words = (change, { title }) => {
  const [from = '', to = ''] = change.ends ?? []
  if (change.change !== 'changed')
    return `${title(from)} ${comesAndGoes(change, 'leads to', 'no longer leads to')} ${title(to)}`
  const { containerPort, rule } = change.after
  const words: string[] = []
  if (containerPort !== undefined) words.push(`${title(from)} leads to port ${containerPort} of ${title(to)}`)
  if (rule === null) words.push(`the rule that leads ${title(from)} to ${title(to)} is gone`)
  else if (rule !== undefined) {
    const { chain, number, text } = rule as RuleReference
    const was = change.before['rule'] as RuleReference | null
    // Others before it make its number another.
    if (was?.chain !== chain || was.text !== text)
      words.push(`${title(from)} is led to ${title(to)} by rule ${number} of ${chain}`)
  }
  return words.join('; ') || null
}
