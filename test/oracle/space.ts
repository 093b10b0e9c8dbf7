import type { SpacePlan } from './plan.ts'

export type Lines = Partial<Omit<SpacePlan, 'name'>>

/** A namespace of which only some lines matter. */
export const space = (name: string, lines: Lines): SpacePlan => ({
  name,
  early: [],
  links: [],
  settings: [],
  setup: [],
  bridge: [],
  ipset: [],
  nft: [],
  tables: [],
  faults: [],
  ...lines,
})

/** One whose only device is `eth0`, with these addresses; what else it sets up comes after them. */
export const machine = (name: string, addresses: readonly string[], lines: Lines = {}): SpacePlan =>
  space(name, {
    ...lines,
    setup: [
      'link set lo up',
      'link set eth0 up',
      ...addresses.map((address) => `addr add ${address} dev eth0${address.includes(':') ? ' nodad' : ''}`),
      ...(lines.setup ?? []),
    ],
  })
