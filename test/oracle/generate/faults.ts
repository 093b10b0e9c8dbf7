import type { Draft, Place, Port } from './draft.ts'

/** Breaks one thing of a plan that would work. */
type Fault = (draft: Draft) => void

/** A few faults, each of another kind. */
export const drawFaults = (draft: Draft): void => {
  const kinds = [...faults]
  for (let count = draft.random.of([0, 0, 1, 1, 2, 3, 4]); count > 0; count--)
    kinds.splice(draft.random.below(kinds.length), 1)[0]?.(draft)
}

const lists = ['setup', 'bridge', 'faults'] as const

const add = (draft: Draft, name: string, list: (typeof lists)[number], ...lines: readonly string[]): void => {
  draft.spaces.find((space) => space.name === name)?.[list].push(...lines)
}

const portOf = (draft: Draft, ...kinds: readonly Port['kind'][]): Port | null => {
  const found = draft.ports.filter(({ kind }) => kinds.includes(kind))
  return found.length === 0 ? null : draft.random.of(found)
}

const placeOf = (draft: Draft, ...kinds: readonly Port['kind'][]): Place | null => {
  const port = portOf(draft, ...kinds)
  return draft.places.find(({ space, device }) => space === port?.space && device === port.device) ?? null
}

const onPort =
  (
    kinds: readonly Port['kind'][],
    list: (typeof lists)[number],
    line: (device: string, draft: Draft) => string,
  ): Fault =>
  (draft) => {
    const port = portOf(draft, ...kinds)
    if (port !== null) add(draft, port.space, list, line(port.device, draft))
  }

const link = (kinds: readonly Port['kind'][], words: string): Fault =>
  onPort(kinds, 'faults', (device) => `link set ${device} ${words}`)
const bridgePort = (words: string): Fault =>
  onPort(['bridge-port'], 'bridge', (device) => `link set dev ${device} ${words}`)

/** A static neighbour, right or wrong, for another address of the same network. */
const neighbour =
  (isRight: boolean): Fault =>
  (draft) => {
    const place = placeOf(draft, 'container', 'bridge', 'uplink')
    if (place === null) return
    const others = draft.places.filter(({ family, space }) => family === place.family && space !== place.space)
    if (others.length === 0) return
    const other = draft.random.of(others)
    const right = draft.ports.find(({ space, device }) => space === other.space && device === other.device)?.mac
    const mac = isRight && right !== undefined && right !== '' ? right : '02:66:66:66:66:66'
    const state = draft.random.of(['permanent', 'permanent', 'noarp'])
    add(draft, place.space, 'setup', `neigh replace ${other.address} lladdr ${mac} dev ${place.device} nud ${state}`)
  }

const replaceAddress =
  (change: (place: Place, draft: Draft) => string | null): Fault =>
  (draft) => {
    const place = placeOf(draft, 'container', 'bridge')
    if (place === null) return
    const text = change(place, draft)
    if (text === null) return
    const dad = place.family === 'ipv6' ? ' nodad' : ''
    add(
      draft,
      place.space,
      'faults',
      `addr del ${place.address}/${place.length} dev ${place.device}`,
      `addr add ${text} dev ${place.device}${dad}`,
    )
  }

const faults: readonly Fault[] = [
  link(['container', 'bridge-port', 'bridge', 'uplink'], 'down'),
  link(['container', 'bridge-port'], 'down'),
  link(['bridge-port'], 'nomaster'),
  link(['container', 'bridge-port', 'uplink'], 'mtu 1280'),
  link(['container', 'macvlan'], 'arp off'),
  link(['container'], 'address 02:77:77:77:77:77'),
  bridgePort('isolated on'),
  (draft) => {
    for (const port of draft.ports)
      if (port.kind === 'bridge-port' && draft.chance(60))
        add(draft, port.space, 'bridge', `link set dev ${port.device} isolated on`)
  },
  bridgePort('hairpin on'),
  bridgePort('flood off'),
  bridgePort('mcast_flood off'),
  bridgePort('bcast_flood off'),
  bridgePort('learning off'),
  bridgePort('neigh_suppress on'),
  bridgePort('state 0'),
  bridgePort('state 4'),
  bridgePort('locked on'),
  link(['bridge-port'], 'type bridge_slave proxy_arp on'),
  // A static entry on the wrong port.
  (draft) => {
    const [port, other] = [portOf(draft, 'bridge-port'), portOf(draft, 'container')]
    if (port === null || other === null) return
    add(
      draft,
      port.space,
      'bridge',
      `fdb replace ${other.mac} dev ${port.device} master static${draft.chance(50) ? ' sticky' : ''}`,
    )
  },
  neighbour(true),
  neighbour(true),
  neighbour(false),
  replaceAddress(({ address, length, family }) =>
    family === 'ipv4' ? `${address}/${length === 24 ? 32 : 24}` : `${address}/128`,
  ),
  replaceAddress(({ address, family }) => (family === 'ipv4' ? `${address}/16` : `${address}/48`)),
  // The address of somebody else.
  replaceAddress(({ family }, draft) => {
    const others = draft.places.filter((place) => place.family === family && place.device !== 'lo')
    return others.length === 0 ? null : `${draft.random.of(others).address}/${family === 'ipv4' ? 24 : 64}`
  }),
  (draft) => {
    const place = placeOf(draft, 'container')
    if (place !== null) add(draft, place.space, 'faults', `${place.family === 'ipv6' ? '-6 ' : ''}route del default`)
  },
  (draft) => {
    const place = placeOf(draft, 'container')
    if (place === null) return
    const others = draft.places.filter(({ family }) => family === place.family)
    const six = place.family === 'ipv6' ? '-6 ' : ''
    add(draft, place.space, 'faults', `${six}route replace default via ${draft.random.of(others).address}`)
  },
  (draft) => add(draft, draft.random.of(draft.spaces).name, 'faults', 'link set lo down'),
  // A host's network for the containers of another bridge: the longer prefix wins.
  (draft) => {
    const place = placeOf(draft, 'container')
    if (place?.family === 'ipv4') add(draft, 'host', 'faults', `route add ${place.address}/32 dev up0`)
  },
  // An address of its own for all of a subnet.
  (draft) => {
    const place = placeOf(draft, 'container')
    if (place?.family === 'ipv4')
      add(
        draft,
        draft.random.of(['host', 'world']),
        'faults',
        `addr add ${place.address.replace(/\d+$/, '99')}/24 dev lo`,
      )
  },
  (draft) => {
    const place = placeOf(draft, 'container')
    if (place !== null) add(draft, 'host', 'setup', `neigh add proxy ${place.address} dev up0`)
  },
]
