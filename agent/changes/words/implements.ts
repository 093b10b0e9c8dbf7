import { comesAndGoes, type Words } from './words.ts'

export const implementsNetwork: Words = (change, { title, isMoving }) => {
  const [from = '', to = ''] = change.ends ?? []
  if (isMoving(from) && isMoving(to)) return null
  return `${title(from)} is ${comesAndGoes(change, 'the bridge of', 'no longer the bridge of')} ${title(to)}`
}
