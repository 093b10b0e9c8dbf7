import type { Lasting } from '../../topology/lasting.ts'
import { changedValues, listChange, type Words } from './words.ts'

export const networkInterface: Words = (change, { title }) => {
  const name = title(change.object)
  if (change.change === 'removed') return `${typeOf(change.before)}${name} is gone`
  if (change.change === 'added') {
    const addresses = (change.after['addresses'] as readonly string[]).join(', ')
    return `${typeOf(change.after)}${name} is there${addresses === '' ? '' : `, with ${addresses}`}`
  }
  const { before, after } = change
  const { name: newName, up, operState, addresses, details, ...others } = after
  const words: string[] = []
  if (newName !== undefined) words.push(`${before['name']} is called ${name} now`)
  if (up !== undefined) words.push(`${name} was set ${up ? 'up' : 'down'}`)
  else if (operState !== undefined) words.push(linkWords(name, String(operState)))
  if (addresses !== undefined) {
    const { added, removed } = listChange(before['addresses'], addresses)
    for (const address of removed) words.push(`address ${address} removed from ${name}`)
    for (const address of added) words.push(`address ${address} added to ${name}`)
  }
  words.push(...changedValues(name, before, others))
  if (details !== undefined) words.push(...detailWords(name, before['details'] as Lasting, details as Lasting))
  return words.join('; ') || null
}

const typeOf = ({ type }: Lasting): string => (type === 'device' || type === 'loopback' ? '' : `${type} `)

/** In the words of RFC 2863, but for the two usual ones. */
const linkWords = (name: string, state: string): string => {
  if (state === 'UP') return `${name} has a link`
  return state === 'DOWN' || state === 'LOWERLAYERDOWN' ? `${name} has no link` : `${name} is ${state.toLowerCase()}`
}

const detailWords = (name: string, before: Lasting, after: Lasting): readonly string[] => {
  const changed = Object.keys({ ...before, ...after }).filter((field) => before[field] !== after[field])
  const only = (details: Lasting): Lasting => Object.fromEntries(changed.map((field) => [field, details[field]]))
  return changedValues(name, only(before), only(after))
}
