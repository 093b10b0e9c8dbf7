import { listeningWords } from './listening.ts'
import { changedValues, comesAndGoes, listChange, type Words } from './words.ts'

export const netns: Words = (change, { title }) => {
  const name = `network namespace ${title(change.object)}`
  if (change.change !== 'changed') return `${name} ${comesAndGoes(change, 'is there', 'is gone')}`
  const { before, after } = change
  const { names, listeners: _, redirects, holder: __, ...others } = after
  const { added, removed } = listChange(before['names'], names)
  return (
    [
      ...added.map((one) => `${name} has the name ${one} now`),
      ...removed.map((one) => `${name} has the name ${one} no longer`),
      ...(redirects === undefined
        ? []
        : [`rules ${redirects ? 'may' : 'no longer'} lead what arrives in ${name} to other ports`]),
      ...listeningWords(title(change.object), before, after),
      ...changedValues(name, before, others),
    ].join('; ') || null
  )
}
