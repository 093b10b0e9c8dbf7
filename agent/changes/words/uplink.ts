import { changedValues, comesAndGoes, type Words } from './words.ts'

export const uplink: Words = (change, { title }) => {
  const [from = ''] = change.ends ?? []
  if (change.change === 'changed')
    return changedValues(`the way to the world by ${title(from)}`, change.before, change.after).join('; ')
  const gateways = change.change === 'added' ? (change.after['gateways'] as readonly string[]) : []
  const via = gateways.length === 0 ? '' : ` via ${gateways.join(', ')}`
  return `${title(from)} ${comesAndGoes(change, 'leads', 'no longer leads')} to the world${via}`
}
