import type { InterfaceCounters } from '../../../collectors/counters/record.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import type { Interface } from '../schemas/interface.ts'
import type { Inventory } from './inventory.ts'

type Counters = Interface['counters']

/** What an interface counted at the newest reading, where that has it; else what it had when the host was looked at. */
export const newestCounters = ({
  usage,
}: Pick<Inventory, 'usage'>): ((link: LinkRecord, seen: Counters) => Counters) => {
  const byPlace = new Map(usage?.interfaces.map((counted) => [`${counted.netns}/${counted.ifindex}`, counted]))
  return ({ netns, ifindex, name }, seen) => {
    const counted = byPlace.get(`${netns}/${ifindex}`)
    // The kernel gives an index again.
    return counted === undefined || counted.name !== name ? seen : newer(seen, counted)
  }
}

const newer = (seen: Counters, counted: InterfaceCounters): Counters => {
  const values = new Map(Object.entries(counted))
  return Object.fromEntries(
    Object.entries(seen).map(([name, before]) => {
      const now = values.get(name)
      return [name, typeof now === 'number' || typeof now === 'bigint' ? BigInt(now) : before]
    }),
  )
}
