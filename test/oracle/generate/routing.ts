import type { Draft, SpaceDraft } from './draft.ts'
import { valuesFor } from './values.ts'

/** Rules of policy routing and the tables that they lead to; routes that refuse; other sources, metrics, scopes. */
export const drawRouting = (draft: Draft, space: SpaceDraft): void => {
  const { random, chance } = draft
  for (const family of ['ipv4', 'ipv6'] as const) {
    if (!draft.places.some((place) => place.space === space.name && place.family === family && place.device !== 'lo'))
      continue
    const six = family === 'ipv6' ? '-6 ' : ''
    const values = valuesFor(draft, space, family)
    const own = draft.places.filter((place) => place.space === space.name && place.family === family)
    const networkOf = (address: string): string => address.replace(/[0-9a-f]+$/, '')
    const near = new Set(own.map(({ address }) => networkOf(address)))
    const gateways = draft.places.filter(
      (place) =>
        place.family === family && place.space !== space.name && (near.has(networkOf(place.address)) || chance(5)),
    )
    const target = (): string => (chance(30) ? 'default' : values.network())
    const refusing = (): string => random.of(['blackhole', 'unreachable', 'prohibit', 'throw'])
    const line = (table: string): string =>
      chance(45) || gateways.length === 0
        ? `${six}route add ${refusing()} ${target()} ${table}`
        : random.of([
            `${six}route add ${target()} via ${random.of(gateways).address} ${table}`,
            `${six}route add ${values.network()} dev ${values.device()} ${table}`,
            `${six}route add ${target()} via ${random.of(gateways).address} src ${random.of(own).address} metric 5 ${table}`,
            `${six}route add ${target()} via ${random.of(gateways).address} dev ${values.device()} onlink ${table}`,
            `${six}route add local ${values.address()} dev lo ${table}`,
          ])
    if (chance(35)) space.setup.push(line(''))
    for (let count = chance(40) ? 1 + random.below(3) : 0; count > 0; count--) {
      const table = random.of([100, 101])
      space.setup.push(line(`table ${table}`))
      const selector = random.of([
        `from ${values.network()}`,
        `to ${values.network()}`,
        `iif ${values.device()}`,
        `oif ${values.device()}`,
        `fwmark ${values.mark()}`,
        `fwmark ${values.mark()}/0xff`,
        'ipproto tcp',
        `ipproto tcp dport ${values.port()}`,
        `not from ${values.network()}`,
        'uidrange 0-0',
      ])
      const action = chance(75) ? `lookup ${table}` : random.of(['blackhole', 'unreachable', 'prohibit'])
      space.setup.push(`${six}rule add pref ${100 + random.below(1000)} ${selector} ${action}`)
    }
    if (chance(4)) space.setup.push(`${six}rule add pref 5 lookup main suppress_prefixlength 0`)
  }
}
