import { changedValues, type Words } from './words.ts'

export const host: Words = (change, { title }) =>
  change.change === 'changed' ? changedValues(title(change.object), change.before, change.after).join('; ') : null
