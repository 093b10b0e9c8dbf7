import type { Fault } from '../../../exporters/formats/faults/fault.ts'
import type { Health, Tally } from './picture.ts'

const order: readonly Health[] = ['failing', 'warning', 'healthy', 'stopped']

/** The worst of several; `otherwise` if there are none. */
export const worst = (all: readonly Health[], otherwise: Health = 'healthy'): Health =>
  order.find((health) => all.includes(health)) ?? otherwise

export const healthOf = (faults: readonly Fault[]): Health =>
  worst(faults.map(({ level }) => (level === 'broken' ? 'failing' : 'warning')))

export const tallyOf = (all: readonly { readonly health: Health }[]): Tally => {
  const tally = { failing: 0, warning: 0, healthy: 0, stopped: 0 }
  for (const { health } of all) tally[health]++
  return tally
}
