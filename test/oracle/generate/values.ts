import type { Draft, SpaceDraft } from './draft.ts'
import { servicePorts } from './listeners.ts'

export type Family = 'ipv4' | 'ipv6'

/** What rules of one namespace are made of: values that packets there really have, mostly. */
export interface Values {
  readonly draft: Draft
  readonly space: SpaceDraft
  readonly family: Family
  readonly address: () => string
  readonly network: () => string
  /** A device of the namespace, now and then one that it has not. */
  readonly device: () => string
  readonly port: () => number
  readonly mac: () => string
  readonly mark: () => string
}

export const valuesFor = (draft: Draft, space: SpaceDraft, family: Family): Values => {
  const { random, chance, places } = draft
  const addresses = places.filter((place) => place.family === family)
  const own = [
    ...new Set([
      ...places.filter((place) => place.space === space.name).map(({ device }) => device),
      ...draft.ports.filter((port) => port.space === space.name).map(({ device }) => device),
    ]),
  ]
  const nowhere = family === 'ipv4' ? '10.250.0.1' : 'fd00:fa::1'
  const address = (): string => (addresses.length === 0 || chance(4) ? nowhere : random.of(addresses).address)
  return {
    draft,
    space,
    family,
    address,
    network: () => {
      const chosen = address()
      if (chance(40)) return chosen
      return family === 'ipv4'
        ? `${chosen.replace(/\d+$/, '0')}/${random.of([24, 24, 25])}`
        : `${chosen.replace(/[0-9a-f]*$/, '')}/64`
    },
    device: () => (own.length === 0 || chance(4) ? 'eth9' : random.of(own)),
    port: () => random.of(servicePorts),
    mac: () => {
      const macs = draft.ports.map(({ mac }) => mac).filter((mac) => mac !== '')
      return macs.length === 0 ? '02:00:00:00:00:01' : random.of(macs)
    },
    mark: () => random.of(['0x1', '0x2', '0x10', '0x4000']),
  }
}
