import { comesAndGoes, type Words } from './words.ts'

export const over: Words = (change, { title, isMoving }) => {
  const [from = '', to = ''] = change.ends ?? []
  return isMoving(from) ? null : `${title(from)} ${comesAndGoes(change, 'runs', 'no longer runs')} over ${title(to)}`
}
