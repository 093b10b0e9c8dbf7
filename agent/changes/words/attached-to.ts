import { changedValues, comesAndGoes, type Words } from './words.ts'

export const attachedTo: Words = (change, { title }) => {
  const [from = '', to = ''] = change.ends ?? []
  if (change.change === 'changed')
    return changedValues(`${title(from)} in ${title(to)}`, change.before, change.after).join('; ')
  const says = change.change === 'added' ? (change.after['addresses'] as readonly string[]) : []
  const addresses = says.length === 0 ? '' : `, with ${says.join(', ')}`
  return `${title(from)} was ${comesAndGoes(change, 'attached to', 'detached from')} ${title(to)}${addresses}`
}
