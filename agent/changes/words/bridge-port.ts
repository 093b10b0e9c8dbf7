import { changedValues, comesAndGoes, type Words } from './words.ts'

export const bridgePort: Words = (change, { portTitle, bridgeTitle }) => {
  const [from = '', to = ''] = change.ends ?? []
  if (change.change === 'changed') return changedValues(portTitle(from), change.before, change.after).join('; ')
  return `${portTitle(from)} ${comesAndGoes(change, 'joined', 'left')} bridge ${bridgeTitle(to)}`
}
