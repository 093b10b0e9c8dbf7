import { comesAndGoes, type Words } from './words.ts'

export const vethPeer: Words = (change, { title, isMoving }) => {
  const [from = '', to = ''] = change.ends ?? []
  if (isMoving(from) || isMoving(to)) return null
  return `${title(from)} and ${title(to)} are ${comesAndGoes(change, 'the ends of one pair', 'no longer known to be a pair')}`
}
