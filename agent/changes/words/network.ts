import { changedValues, comesAndGoes, type Words } from './words.ts'

export const network: Words = (change, { title }) => {
  const name = title(change.object)
  if (change.change === 'changed') return changedValues(name, change.before, change.after).join('; ')
  return `${name} was ${comesAndGoes(change, 'created', 'removed')}`
}
